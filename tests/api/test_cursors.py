"""Cursors: opaque, and only those of the list are taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.cursors import read_cursor, write_cursor
from engine.errors import Refused


@given(number=st.integers(-(2**63), 2**63 - 1), words=st.text(st.characters(codec="utf-8")))
def test_a_cursor_gives_back_the_key_it_was_made_of(number: int, words: str):
    assert read_cursor(write_cursor((number, words)), int, str) == (number, words)


def test_no_cursor_is_no_key():
    assert read_cursor("", int) is None
    assert read_cursor(None, int) is None


@pytest.mark.parametrize(
    "cursor", ["x", "é", "====", "bnVsbA", write_cursor(["a"]), write_cursor([1, 2]), write_cursor([True]), "a" * 99]
)
def test_a_cursor_of_another_list_is_refused(cursor: str):
    with pytest.raises(Refused, match="not one of this list") as refusal:
        read_cursor(cursor, int)
    assert refusal.value.problems[0].where == "cursor"
