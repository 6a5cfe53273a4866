"""The list of fields as JSON, and answers split by who may read them."""

from __future__ import annotations

from decimal import Decimal

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.forms import TYPES, Choice, Field, fields_from_json, fields_to_json, split

some_fields = st.builds(
    Field,
    key=st.text(min_size=1),
    label=st.text(),
    type=st.sampled_from(TYPES),
    required=st.booleans(),
    choices=st.lists(st.builds(Choice, st.text(), st.text()), max_size=3).map(tuple),
    minimum=st.none() | st.decimals(allow_nan=False, allow_infinity=False),
    pattern=st.text(),
    hint=st.text(),
    shown_if=st.text(),
    sensitivity=st.sampled_from(["ordinary", "personal", "restricted"]),
    read_only=st.booleans(),
    default=st.text(),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(some_fields, max_size=3))
def test_fields_come_back_from_json_as_they_were(fields):
    document = orjson.loads(orjson.dumps(fields_to_json(fields)))
    assert fields_from_json(document) == tuple(fields)


def test_what_is_at_its_default_takes_no_room():
    assert fields_to_json([Field("a", "A", maximum=Decimal("2.5"))]) == [
        {"key": "a", "label": "A", "type": "text", "maximum": "2.5"}
    ]


def test_choices_that_are_no_list_are_an_error_of_ours():
    with pytest.raises(TypeError, match="list of pairs"):
        fields_from_json([{"key": "a", "label": "A", "choices": "x"}])


def test_restricted_answers_are_split_from_the_rest():
    fields = [Field("a", "A"), Field("b", "B", sensitivity="personal"), Field("c", "C", sensitivity="restricted")]
    assert split(fields, {"a": 1, "b": 2, "c": 3}) == ({"a": 1, "b": 2}, {"c": 3})
