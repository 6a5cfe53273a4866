"""What may enter case data."""

from __future__ import annotations

from datetime import date

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn.plain import plain
from engine.errors import Refused

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(alphabet="abc", max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(alphabet="xyz", max_size=3), JSON, max_size=5))
def test_plain_values_come_back_equal_and_apart(values: dict[str, object]) -> None:
    copy = plain(values)
    assert copy == values
    for key, value in values.items():
        if isinstance(value, (list, dict)):
            assert copy[key] is not value


@pytest.mark.parametrize(
    "values",
    [
        {"typename": "UUID"},
        {"a": {"typename": "x"}},
        {"__class__": 1},
        {"a": [{"__proto__": 1}]},
        {"a": date(2026, 1, 1)},
        {"a": float("nan")},
        {"a": object()},
        {"a": {1: 2}},
        {"a": "x" * 200_001},
        {"a": list(range(20_001))},
        {"k" * 300: 1},
        {"a": 2**63},
        {"a": -(10**40)},
        {"a": "nul \x00"},
        {"a": "half \ud800"},
        {"nul \x00": 1},
    ],
)
def test_what_could_harm_later_is_refused_by_name(values: dict[str, object]) -> None:
    with pytest.raises(Refused) as caught:
        plain(values)
    assert caught.value.problems


@given(st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=5), max_size=3))
def test_what_is_kept_can_be_written_as_json_and_what_cannot_is_refused(values: dict[str, object]) -> None:
    try:
        kept = plain(values)
    except Refused:
        return
    assert orjson.loads(orjson.dumps(kept)) == kept


def test_values_shared_many_times_over_do_not_grow_without_end() -> None:
    value: object = [1]
    for _ in range(29):
        value = [value] * 4
    with pytest.raises(Refused):
        plain({"a": value})


def test_a_value_that_holds_itself_is_refused() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(Refused):
        plain({"a": value})
