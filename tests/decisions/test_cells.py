"""Sets of regions say of a cell exactly what trying it says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decisions.cells import line_of, regions, runs
from engine.feel import parse_unary_tests
from tests.decisions.cells_given import LITERALS, VALUES, cells


@pytest.mark.parametrize("kind", sorted(LITERALS))
@settings(deadline=None)
@given(data=st.data())
def test_a_cell_holds_for_the_values_of_its_regions_and_for_no_others(kind, data):
    parsed = [parse_unary_tests(text) for text in data.draw(st.lists(cells(kind), min_size=1, max_size=6))]
    line = line_of(parsed, type(VALUES[kind][0]))
    inside = [line.example(region) for region in range(line.null) if line.all >> region & 1]

    for cell in parsed:
        where = regions(cell, line)
        assert where is not None, cell.text
        for value in (*VALUES[kind], *inside, None):
            assert bool(where >> line.region(value) & 1) is (cell.matches(value, {}) is True), (cell.text, value)


@pytest.mark.parametrize("text", ["limit", "> limit", "1 + 1", "? + 1 = 3", "count(?) > 1", '"x"', "not(limit)"])
def test_nothing_is_said_of_a_cell_that_asks_more_than_numbers_answer(text):
    plain = parse_unary_tests("[0..10]")
    asking = parse_unary_tests(text)
    line = line_of([plain, asking])

    assert regions(asking, line) is None
    assert regions(plain, line) is not None


def test_between_two_days_that_follow_each_other_there_is_nothing():
    cell = parse_unary_tests('@"2026-04-01", @"2026-04-02", @"2026-04-04"')
    line = line_of([cell])

    assert [line.example(region) for region in range(line.null)][2] is None
    assert not line.all >> 2 & 1
    assert str(line.example(4)) == "2026-04-03"


def test_times_with_and_without_a_zone_have_no_common_line():
    cells_of_both = [parse_unary_tests(f'@"2026-04-01T10:00:00{zone}"') for zone in ("", "Z")]

    assert line_of(cells_of_both).marks == ()


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=1 << 80))
def test_runs_are_the_set_again(mask):
    found = list(runs(mask))

    assert sum((1 << last + 1) - (1 << first) for first, last in found) == mask
    assert all(one[1] + 1 < other[0] for one, other in pairwise(found))
