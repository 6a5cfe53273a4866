"""An example lies between two others, or there is none."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from engine.decisions.examples import between
from engine.feel import YearsMonths

LOW_AND_HIGH = [
    (Decimal("10"), Decimal("11")),
    (Decimal("10"), Decimal("12")),
    ("a", "b"),
    (date(2026, 4, 1), date(2026, 4, 3)),
    (datetime.fromisoformat("2026-04-01T09:00"), datetime.fromisoformat("2026-04-01T10:00")),
    (time(9), time(10)),
    (timedelta(days=1), timedelta(days=2)),
    (YearsMonths(1), YearsMonths(3)),
]


@pytest.mark.parametrize(("low", "high"), LOW_AND_HIGH)
def test_an_example_lies_between_its_ends(low, high):
    kind = type(low)

    assert low < between(kind, low, high) < high
    assert between(kind, low, None) > low
    assert between(kind, None, high) < high
    assert type(between(kind, None, None)) is kind


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        (date, date(2026, 4, 1), date(2026, 4, 2)),
        (date, date.max, None),
        (YearsMonths, YearsMonths(1), YearsMonths(2)),
        (str, None, ""),
        (time, None, time(0)),
        (bool, False, True),
        (None, None, None),
    ],
)
def test_there_may_be_no_example(kind, low, high):
    assert between(kind, low, high) is None


def test_a_whole_number_is_preferred():
    assert between(Decimal, Decimal("10.2"), Decimal("20")) == 11
    assert between(Decimal, None, Decimal("10.5")) == 10
