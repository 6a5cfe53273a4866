"""What an ended case knew and was answered, packed into one document and read from it again."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cases.packing import Given, answers_of, data_of, emptied, is_packed, pack

AT = datetime(2026, 11, 18, 10, 0, 0, 123456, UTC)
NUMBERS = st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.text(), VALUES, max_size=4)


@given(data=OBJECTS, shown=st.lists(OBJECTS, max_size=3), restricted=OBJECTS)
def test_whatever_is_packed_is_read_again_as_it_was(data: object, shown: list[object], restricted: object):
    hidden = orjson.dumps(restricted).decode()
    rows: list[Given] = [(number or None, AT, orjson.dumps(one).decode(), hidden) for number, one in enumerate(shown)]

    kept = pack(orjson.dumps(data), rows)

    assert is_packed(kept)
    assert data_of(kept) == data
    assert [tuple(row.values()) for row in answers_of(kept)] == [
        (number or None, AT, one, restricted) for number, one in enumerate(shown)
    ]


@pytest.mark.parametrize("data", [b"{}", b'{"depth":50}'])
def test_the_data_of_a_case_that_goes_on_are_plain(data: bytes):
    assert not is_packed(data)
    assert data_of(data) == orjson.loads(data)


def test_a_number_keeps_the_digits_it_was_written_with():
    kept = pack(b'{"fee":12.50}', [(1, AT, '{"share": 0.10}', "{}")])

    assert all(number in zlib.decompress(kept) for number in (b"12.50", b"0.10"))


@pytest.mark.parametrize("kept", [b'{"name":"Quill"}', pack(b'{"name":"Quill"}', [(7, AT, '{"name":"Quill"}', "{}")])])
def test_emptied_it_says_nothing_but_when_answers_were_given(kept: bytes):
    nothing = emptied(kept)

    assert data_of(nothing) == {}
    assert is_packed(nothing) == is_packed(kept)
    if is_packed(kept):
        assert answers_of(nothing) == [{"task_id": 7, "given_at": AT, "answers": {}, "restricted": {}}]
