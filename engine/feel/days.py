"""The Gregorian calendar for all years, also before 1 and after 9999: days are counted as `date.toordinal` does."""

from __future__ import annotations

_ERA = 146_097  # days in 400 years
_SHIFT = 305  # 1 March of year 0 is this many days before 1 January of year 1
LAST_YEAR = 999_999_999


def is_leap(year: int) -> bool:
    """Whether a year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def day_number(year: int, month: int, day: int) -> int:
    """The number of a day (1 is 1 January of year 1); raises ValueError when there is no such day."""
    if not (abs(year) <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)):
        raise ValueError((year, month, day))
    if month <= 2:
        year -= 1
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day
    return era * _ERA + of_era * 365 + of_era // 4 - of_era // 100 + of_year - _SHIFT - 1


def year_month_day(number: int) -> tuple[int, int, int]:
    """The year, month and day of a day's number."""
    era, day = divmod(number + _SHIFT, _ERA)
    of_era = (day - day // 1460 + day // 36_524 - day // 146_096) // 365
    day -= 365 * of_era + of_era // 4 - of_era // 100
    shifted = (5 * day + 2) // 153
    month = (shifted + 2) % 12 + 1
    return era * 400 + of_era + (month <= 2), month, day - (153 * shifted + 2) // 5 + 1
