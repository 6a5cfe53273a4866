"""A column finds the rules that trying each cell finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decisions.columns import column, places
from engine.feel import parse_unary_tests
from tests.decisions.cells_given import LITERALS, VALUES, cells

NAMES = {"limit": 5}


def holds(tests, value):
    return tests.matches(value, NAMES) is True


@pytest.mark.parametrize("kind", sorted(LITERALS))
@settings(deadline=None)
@given(data=st.data())
def test_one_look_finds_what_trying_every_cell_finds(kind, data):
    asking = st.just("limit") if kind == "boolean" else st.sampled_from(["limit", "> limit", "? != limit"])
    texts = data.draw(st.lists(cells(kind) | asking, min_size=1, max_size=12))
    tests = [None if text == "-" else parse_unary_tests(text) for text in texts]
    among = data.draw(st.integers(min_value=0, max_value=(1 << len(tests)) - 1))
    found = column(tests)

    for value in (*VALUES[kind], None, "of another kind", [1], {"a": 1}):
        expected = [
            place for place, test in enumerate(tests) if among >> place & 1 and (test is None or holds(test, value))
        ]
        assert list(places(found.holding(value, among, holds))) == expected, value


def test_a_column_too_large_to_prepare_is_tried_cell_by_cell(monkeypatch):
    monkeypatch.setattr("engine.decisions.columns.MOST_BITS", 10)
    found = column([parse_unary_tests("< 5"), None, parse_unary_tests("> 3")])

    assert found.by_region == ()
    assert list(places(found.holding(VALUES["number"][3], 0b111, holds))) == [0, 1]
