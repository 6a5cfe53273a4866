from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.feel import evaluate

TWICE = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a = b", True),
        ("[a] = [b]", True),
        ("[a] = [c]", False),
        ("a < c", True),
        ("a >= b", True),
        ("c > a", True),
        ("a in [b..c]", True),
        ("a in (b..c]", False),
        ("c in [a..c)", False),
        ("c in [a..b]", False),
        ('"x" in [a..b]', None),
        ("a in (> b)", False),
        ("5 in r", False),
    ],
)
def test_moments_are_compared_as_moments_when_the_clocks_go_back(expression, expected):
    context = {
        "a": TWICE,
        "b": datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        "c": TWICE.replace(fold=1),
        "r": None,
    }
    assert evaluate(expression, context) is expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("[{a: 1}] = [{a: 1}]", True),
        ("[{a: 1}] = [{a: 2}]", False),
        ("[{a: 1}] = [{a: 1, b: 2}]", False),
        ("[[1..2]] = [[1..2)]", False),
        ("[null] = [null]", True),
        ("5 in ([1..3], (4..6))", True),
        ('"a" in ("b", 5)', None),
        ("[1..3] in [[1..3]]", True),
    ],
)
def test_containers_are_compared_part_by_part(expression, expected):
    assert evaluate(expression) is expected
