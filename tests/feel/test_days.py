from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel.days import LAST_YEAR, day_number, days_in_month, is_leap, year_month_day


@given(st.dates())
def test_within_the_years_that_python_knows_days_are_counted_alike(day):
    assert day_number(day.year, day.month, day.day) == day.toordinal()
    assert year_month_day(day.toordinal()) == (day.year, day.month, day.day)


@given(st.integers(day_number(-LAST_YEAR, 1, 1), day_number(LAST_YEAR, 12, 31)))
def test_every_day_of_every_year_is_counted_once(number):
    assert day_number(*year_month_day(number)) == number


@given(st.integers(-9999, 9999), st.integers(1, 12))
def test_the_calendar_repeats_after_400_years(year, month):
    assert days_in_month(year, month) == days_in_month(year + 400, month)
    assert day_number(year + 400, month, 1) - day_number(year, month, 1) == date(401, 1, 1).toordinal() - 1
    assert is_leap(year) is (days_in_month(year, 2) == 29)


@pytest.mark.parametrize("day", [(2026, 2, 29), (2026, 13, 1), (2026, 0, 1), (2026, 4, 31), (LAST_YEAR + 1, 1, 1)])
def test_a_day_that_does_not_exist_has_no_number(day):
    with pytest.raises(ValueError, match=r"\d"):
        day_number(*day)
