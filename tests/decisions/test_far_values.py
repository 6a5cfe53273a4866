"""Dates beyond the years that Python knows, and nanoseconds, decide like all others."""

from __future__ import annotations

import pytest

from engine import decisions
from tests.decisions.files import decision, dmn, given, literal, table

BEFORE_OR_AFTER = [['< @"12026-01-01"', '"before"'], ['>= @"12026-01-01"', '"after"']]
SHORT_OR_LONG = [['< @"PT1S"', '"short"'], ['>= @"PT1S"', '"long"']]


@pytest.mark.parametrize(
    ("kind", "rows", "value", "expected"),
    [
        ("date", BEFORE_OR_AFTER, "2026-11-21", "before"),
        ("date", BEFORE_OR_AFTER, "-0044-03-15", "before"),
        ("date", BEFORE_OR_AFTER, "12026-01-01", "after"),
        ("dayTimeDuration", SHORT_OR_LONG, "PT0.000000001S", "short"),
        ("dayTimeDuration", SHORT_OR_LONG, "P99999999999D", "long"),
    ],
)
def test_a_table_decides_on_them(kind, rows, value, expected):
    model = decisions.read(
        dmn(given("It", kind, "i1"), decision("d", table("UNIQUE", ["It"], ["r"], rows), "i:i1", identifier="d1"))
    )

    assert decisions.evaluate(model, "d1", {"It": value}).result == expected


def test_a_far_date_becomes_its_midnight_where_a_date_and_time_is_asked_for():
    model = decisions.read(dmn(given("It", "dateTime", "i1"), decision("d", literal("It.hour"), "i:i1")))

    assert decisions.evaluate(model, "d", {"It": "12026-01-01"}).result == 0
