"""Marks that somebody else changed after they were seen: one rule, whichever way a mark is changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, select

from engine.definitions.mark import Mark, MarkChange
from engine.definitions.tables import mark
from engine.errors import StaleVersion
from engine.store import Work

NEVER_SEEN = -1
"""The version that stands for none: whoever says it cannot have seen the mark."""


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A mark that is not as it was seen, though a change of it was made for what was seen.

    `now` is what it says (all blank for one taken away), `fields` name what the change would make it say otherwise.
    `at` and `by` are when and by whom it was changed: None where nobody ever marked the step; `by` is None as well for
    the system and for a mark taken away.
    """

    step_key: str
    now: Mark
    fields: tuple[str, ...]
    at: datetime | None = None
    by: int | None = None


class MarksOvertaken(StaleVersion):
    """A mark has changed since you read it. Load it again and look before you repeat the action."""

    def __init__(self, marks: tuple[Overtaken, ...]) -> None:
        super().__init__()
        self.marks = marks


def check_seen(work: Work, process_id: int, changes: Sequence[MarkChange], seen: Mapping[str, int]) -> None:
    """Check that each mark that `changes` would change stands as it was seen.

    `seen` gives the version of each mark, by step key, for which its change was made: its `row_version`, 0 for a step
    without a mark. A step that is left out is not checked. Raises MarksOvertaken.
    """
    late = [one for one in changes if seen.get(one.step_key, _version(one)) != _version(one)]
    if not late:
        return
    last = _last_changes(work, process_id, [one.step_key for one in late])
    raise MarksOvertaken(tuple(_overtaken(one, last.get(one.step_key)) for one in late))


def _version(change: MarkChange) -> int:
    return change.before.row_version if change.before else 0


def _overtaken(change: MarkChange, last: RowMapping | None) -> Overtaken:
    now = change.before or Mark(change.step_key)
    if last is None:
        return Overtaken(change.step_key, now, change.fields)
    taken_away = last["valid_to"] is not None
    by = None if taken_away else last["changed_by"]
    return Overtaken(change.step_key, now, change.fields, last["valid_to"] or last["valid_from"], by)


def _last_changes(work: Work, process_id: int, keys: Collection[str]) -> dict[str, RowMapping]:
    """The newest row of each of these steps that was ever marked."""
    of_steps = (mark.c.process_id == process_id, mark.c.step_key.in_(keys))
    return {row["step_key"]: row for row in work.rows(select(mark).where(*of_steps).order_by(mark.c.id))}
