"""Marks in the store: dated rows, one of them today's for each step; every change audited."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import ColumnElement, RowMapping, Select, insert, select, update

from engine.audit import record
from engine.clock import day_of
from engine.definitions.mark import FIELDS, InvalidMarks, Mark, MarkChange, StepMark, changed
from engine.definitions.overtaken import check_seen
from engine.definitions.searching import refresh_words
from engine.definitions.tables import mark, process, step, version
from engine.errors import NotFound, Problem
from engine.forms import written
from engine.people import Actor, require
from engine.store import Work


def marks_of(work: Work, process_id: int) -> dict[str, Mark]:
    """Today's marks of a process, by step key (one statement)."""
    rows = work.rows(select(mark).where(mark.c.process_id == process_id, mark.c.valid_to.is_(None)))
    return {row["step_key"]: _mark(row) for row in rows}


def step_marks_query(process_id: ColumnElement[int]) -> Select[Any]:
    """Today's marks of a process, a row a step with the columns of `StepMark`: for a statement that reads more."""
    columns = [mark.c[name] for name in StepMark.__dataclass_fields__]
    return select(*columns).where(mark.c.process_id == process_id, mark.c.valid_to.is_(None))


@lru_cache(maxsize=256)
def step_marks_from(listed: str) -> Mapping[str, StepMark]:
    """The rows of `step_marks_query`, listed as JSON, by step key."""
    marks = (StepMark(*row) for row in orjson.loads(listed))
    return MappingProxyType({one.step_key: one for one in marks})


def mark_history(work: Work, process_id: int, step_key: str) -> list[dict[str, object]]:
    """Every mark the step ever had, newest first: the values, valid_from, valid_to, changed_by and reason."""
    rows = work.rows(
        select(mark)
        .where(mark.c.process_id == process_id, mark.c.step_key == step_key)
        .order_by(mark.c.valid_from.desc(), mark.c.id.desc())
    )
    return [{name: value for name, value in row.items() if name not in ("id", "process_id")} for row in rows]


def hold_marks(work: Work, process_id: int) -> None:
    """Let nobody else change the marks of a process before this unit of work ends: what is read now stays so."""
    work.execute(select(process.c.id).where(process.c.id == process_id).with_for_update())


def set_marks(
    work: Work,
    process_id: int,
    changes: Mapping[str, Mapping[str, object] | None],
    *,
    by: Actor,
    reason: str,
    calendars: Collection[str] | None = None,
    seen: Mapping[str, int] | None = None,
) -> tuple[MarkChange, ...]:
    """Change marks, one step or many at once; all or nothing. Only what differs is written.

    `changes` gives for each step key the values to set (others stay), or None to take the mark away.
    `calendars` are the keys of the calendars there are: a mark may name no other. None lets any name pass.
    `seen` gives, by step key, the `row_version` of the mark for which a change was made (0: there was none); what is
    left out may have changed meanwhile.
    Raises NotPermitted, NotFound (no such process) InvalidMarks with a problem per value (`step_key.value`),
    MarksOvertaken (somebody changed one since it was seen), and Refused for a reason that cannot be kept.
    """
    service_id = work.value(select(process.c.service_id).where(process.c.id == process_id).with_for_update())
    if service_id is None:
        raise NotFound(f"There is no process {process_id}.")
    require(by, "definition:mark", service_id=service_id)
    why = written("reason", "The reason", reason)
    proposed = propose(work, process_id, changes, calendars=calendars)
    check_seen(work, process_id, proposed, seen or {})
    _refuse([problem for change in proposed for problem in _overdue(work, change)])
    write_marks(work, process_id, proposed, by=by, reason=why)
    return proposed


def propose(
    work: Work,
    process_id: int,
    changes: Mapping[str, Mapping[str, object] | None],
    *,
    calendars: Collection[str] | None = None,
) -> tuple[MarkChange, ...]:
    """What `changes` would change, checked, without writing. Raises InvalidMarks."""
    today = marks_of(work, process_id)
    keys = step_keys(work, process_id)
    found: list[MarkChange] = []
    problems: list[Problem] = []
    for key, values in changes.items():
        if key not in keys:
            problems.append(Problem(key, f"There is no step {key!r} in any version of this process. Check the key."))
            continue
        before = today.get(key)
        after, wrong = changed(before or Mark(key), values) if values is not None else (None, ())
        problems.extend(Problem(f"{key}.{problem.where}", problem.message) for problem in wrong)
        problems.extend(_unknown_calendar(key, after, calendars))
        change = MarkChange(key, before, after)
        if change.fields or (after is None and before is not None):
            found.append(change)
    _refuse(problems)
    return tuple(found)


def _unknown_calendar(key: str, after: Mark | None, calendars: Collection[str] | None) -> list[Problem]:
    if after is None or not after.calendar or calendars is None or after.calendar in calendars:
        return []
    message = f"There is no calendar {after.calendar!r}. Use one of: {', '.join(sorted(calendars))}."
    return [Problem(f"{key}.calendar", message)]


def write_marks(work: Work, process_id: int, changes: Sequence[MarkChange], *, by: Actor, reason: str) -> None:
    """End today's rows of the steps and begin new ones, now. `changes` have been checked."""
    if not changes:
        return
    keys = [change.step_key for change in changes]
    work.execute(
        update(mark)
        .where(mark.c.process_id == process_id, mark.c.step_key.in_(keys), mark.c.valid_to.is_(None))
        .values(valid_to=work.now)
    )
    rows = [_row(work, process_id, change.after, by, reason) for change in changes if change.after is not None]
    if rows:
        work.execute(insert(mark), rows)
    refresh_words(work, process_id)
    record(
        work,
        "definitions:marks:changed",
        by=by.user_id,
        subject=("process", process_id),
        reason=reason,
        facts={"changes": [{"step": change.step_key, "values": list(change.fields)} for change in changes]},
    )


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        count = f"{len(problems)} {'value' if len(problems) == 1 else 'values'}"
        raise InvalidMarks(f"{count} cannot be set. Nothing was changed.", tuple(problems))


def _overdue(work: Work, change: MarkChange) -> list[Problem]:
    """A review date newly set must lie ahead; one that has passed since can be kept."""
    date = change.after.review_on if change.after else None
    if date is None or "review_on" not in change.fields or date >= day_of(work.now):
        return []
    return [Problem(f"{change.step_key}.review_on", f"The review date {date} has passed. Set a later one.")]


def step_keys(work: Work, process_id: int) -> frozenset[str]:
    """Every key a mark may hang on: of each step in any version, and of the process itself (its id in the file)."""
    of_process = version.c.process_id == process_id
    of_steps = select(step.c.step_key).join(version, version.c.id == step.c.version_id).where(of_process)
    rows = work.rows(of_steps.union(select(version.c.bpmn_process_id).where(of_process)))
    return frozenset(row["step_key"] for row in rows)


def _mark(row: RowMapping) -> Mark:
    values = {name: row[name] for name in FIELDS}
    values["channels"] = tuple(row["channels"])
    return Mark(row["step_key"], **values, valid_from=row["valid_from"], row_version=row["id"])


def _row(work: Work, process_id: int, after: Mark, by: Actor, reason: str) -> dict[str, object]:
    return {
        **after.values(),
        "channels": list(after.channels),
        "process_id": process_id,
        "step_key": after.step_key,
        "valid_from": work.now,
        "valid_to": None,
        "changed_by": by.user_id,
        "reason": reason,
    }
