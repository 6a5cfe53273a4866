"""Calendar months, as the council's clocks have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.clock import day_of, midnight


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, by its first day."""

    first: date

    @property
    def key(self) -> str:
        """As figures name it: 2026-11."""
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next().first - timedelta(days=1)

    @property
    def since(self) -> datetime:
        """The moment it begins."""
        return midnight(self.first)

    @property
    def until(self) -> datetime:
        """The moment after it."""
        return self.next().since

    def next(self) -> Month:
        """The month after it."""
        return Month((self.first.replace(day=28) + timedelta(days=4)).replace(day=1))

    def before(self) -> Month:
        """The month before it."""
        return Month((self.first - timedelta(days=1)).replace(day=1))


def month(key: str) -> Month:
    """The month that figures name so. Raises ValueError for a text that names none."""
    return Month(date.fromisoformat(f"{key}-01"))


def latest_months(now: datetime, count: int = 12) -> tuple[Month, ...]:
    """So many months, the earliest first; the last is the one that is not over at `now`."""
    found = [Month(day_of(now).replace(day=1))]
    while len(found) < count:
        found.append(found[-1].before())
    return tuple(reversed(found))
