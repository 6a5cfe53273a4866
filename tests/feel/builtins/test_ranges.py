from __future__ import annotations

import pytest

from engine.feel import evaluate


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("before(1, 10)", True),
        ("before(10, 1)", False),
        ("before([1..10], 10)", False),
        ("before([1..10), 10)", True),
        ("before([1..5], [8..9])", True),
        ("before((>5), 3)", False),
        ('before("a", 1)', None),
        ("before(true, 1)", None),
        ("after(10, [1..5])", True),
        ("after([1..10), 10)", False),
        ("after(11, [1..11))", True),
        ("meets([1..5], [5..10])", True),
        ("meets([1..5), [5..10])", False),
        ("meets((>5), (<5))", False),
        ("met by([5..10], [1..5])", True),
        ("overlaps([1..5], [3..8])", True),
        ("overlaps([1..5), [5..8])", False),
        ("overlaps((<5), (>4))", True),
        ("overlaps before([1..5], [3..8])", True),
        ("overlaps before([3..8], [1..5])", False),
        ("overlaps after([3..8], [1..5])", True),
        ("overlaps after([3..5], [1..8])", False),
        ("finishes(10, [1..10])", True),
        ("finishes([5..10], [1..10])", True),
        ("finishes([5..10), [1..10])", False),
        ("finished by([1..10], 10)", True),
        ("finished by([1..10], [5..10])", True),
        ("includes([1..10], 5)", True),
        ("includes([1..10], [2..10])", True),
        ("includes([1..10), [2..10])", False),
        ("includes((>1), [2..10])", True),
        ("during(5, [1..10])", True),
        ("during([0..5], [1..10])", False),
        ("starts(1, [1..10])", True),
        ("starts([1..5], [1..10])", True),
        ("starts((1..5], [1..10])", False),
        ("started by([1..10], 1)", True),
        ("started by([1..10], [1..5])", True),
        ("coincides([1..5], [1..5])", True),
        ("coincides(3, 4)", False),
        ("coincides([1..5], [1..5))", False),
        ('includes([@"2026-01-01"..@"2026-12-31"], @"2026-11-21")', True),
    ],
)
def test_a_range_function_gives(expression, expected):
    assert evaluate(expression) is expected
