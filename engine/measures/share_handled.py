"""Share handled: calls the front office handled, of all calls to the organisation. Only it stands beside the 80% line.

It is no measure of the catalogue, for what it counts are calls that other systems counted, not cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from engine.contacts import calls_handled, calls_handled_by_month
from engine.measures.months import month
from engine.store import Work


@dataclass(frozen=True, slots=True)
class Promise:
    """What the share means, in plain words, and the share (0 to 1) that was promised."""

    name: str
    definition: str
    numerator: str
    denominator: str
    owner: str
    promised: float


SHARE_HANDLED = Promise(
    name="Share handled",
    definition=(
        "Calls that the front office handled as a share of all calls to the organisation in the period, from counts "
        "that the telephone system made and that were imported here. Calls that nobody counted are not in it."
    ),
    numerator="calls handled by the front office in the period",
    denominator="all calls to the organisation in the period",
    owner="head of customer services",
    promised=0.8,
)


@dataclass(frozen=True, slots=True)
class ShareHandled:
    """The share from `since` up to but not including `until`: `numerator` calls of `denominator`."""

    since: date
    until: date
    numerator: int
    denominator: int

    @property
    def value(self) -> float:
        """The share, 0 to 1."""
        return self.numerator / self.denominator


def share_handled(work: Work, since: date, until: date) -> ShareHandled | None:
    """The share handled in a period of whole days; None when no counts were imported for it, or they count no call."""
    front, every = calls_handled(work, since, until)
    return ShareHandled(since, until, front, every) if every else None


def share_handled_by_month(work: Work, since: date, until: date) -> dict[str, ShareHandled]:
    """The share handled in each calendar month of a period of whole days, by the month's key; without those that no
    counts were imported for."""
    day = timedelta(days=1)
    return {
        key: ShareHandled(max(since, month(key).first), min(until, month(key).last + day), front, every)
        for key, (front, every) in calls_handled_by_month(work, since, until).items()
        if every
    }
