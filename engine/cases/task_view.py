"""Look at a task as whoever works on it: its form, what the case knows already, guidance, and their own draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, select

from engine import definitions, forms
from engine.cases import tables
from engine.cases.packing import data_of
from engine.cases.reading import require_readable
from engine.cases.statuses import OPEN_TASK
from engine.definitions import Mark, RunningVersion
from engine.errors import NotFound
from engine.forms import Field
from engine.people import Actor
from engine.store import Work

_CASE = tables.case.c
_TASK = tables.task.c
_OF_CASE = ("reference", "status", "owner_id", "contact_id", "customer_id", "version_id", "walk_through", "root_id")
_OF_TASK = (
    "id", "case_id", "element", "name", "step_key", "process_id", "service_id", "site_id", "team_id", "office", "stage",
    "once_and_done", "status", "opened_at", "due_at", "claimed_by", "claimed_at", "done_by", "done_at", "row_version",
    "priority",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """An answer that the case has already. It is never a restricted one."""

    field: Field
    value: object


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task as whoever works on it sees it: its form, guidance, what to tell the customer, and their own draft.

    `root_id` is, where its case was called, the first of the cases that led to it.
    `suspended` says why its case stands still; empty when it does not. `known` are the answers of the case, in the
    order of the steps that ask for them; `data` the same and what rules found out, by key; neither holds anything
    restricted. `shown` are the keys of the fields that are asked, given what is known and the draft. `draft_kept_at` is
    None when there is none; with `again` the draft is what was answered when the step was done before, as the case has
    gone back to it. `priority` is from 0 to 100.
    """

    id: int
    case_id: int
    element: str
    reference: str
    name: str
    step_key: str
    process_id: int
    process_name: str
    service_id: int
    site_id: int
    team_id: int
    office: str
    stage: str
    once_and_done: bool
    status: str
    case_status: str
    suspended: str
    root_id: int | None
    owner_id: int | None
    contact_id: int | None
    customer_id: int | None
    walk_through: bool
    opened_at: datetime
    due_at: datetime | None
    claimed_by: int | None
    claimed_at: datetime | None
    done_by: int | None
    done_at: datetime | None
    row_version: int
    priority: int
    guidance: str
    customer_wording: str
    fields: tuple[Field, ...]
    shown: frozenset[str]
    known: tuple[Known, ...]
    data: Mapping[str, object]
    draft: Mapping[str, object]
    again: bool
    draft_kept_at: datetime | None


def task(work: Work, task_id: int, *, by: Actor) -> TaskView:
    """The task. Guidance and wording are today's, whatever the version. Raises NotFound, NotPermitted."""
    row = _read(work, task_id, by)
    version = definitions.running_version(work, row["version_id"])
    mark = definitions.marks_of(work, row["process_id"]).get(row["step_key"]) or Mark(row["step_key"])
    fields = _fields(version, row)
    everything = data_of(row["data"])
    again = _filled_in(row, fields, everything)
    draft = row["draft"] or again
    hidden = definitions.restricted_names(version)
    data = {key: value for key, value in everything.items() if key not in hidden}
    return TaskView(
        **{name: row[name] for name in (*_OF_TASK, "reference", "root_id", "owner_id", "contact_id", "customer_id")},
        case_status=row["case_status"],
        suspended=row["suspended"] or "",
        walk_through=row["walk_through"],
        process_name=version.process_name,
        guidance=mark.guidance,
        customer_wording=mark.customer_wording,
        fields=fields,
        shown=forms.shown(fields, draft, known=everything, now=work.now),
        known=tuple(_known(version, data)),
        data=data,
        draft=draft,
        again=bool(again),
        draft_kept_at=row["saved_at"],
    )


def shown_fields(work: Work, task_id: int, answers: Mapping[str, object], *, by: Actor) -> frozenset[str]:
    """The keys of the fields of a task that are asked, given these answers. Raises NotFound, NotPermitted."""
    row = _read(work, task_id, by)
    fields = _fields(definitions.running_version(work, row["version_id"]), row)
    return forms.shown(fields, answers, known=data_of(row["data"]), now=work.now)


def draft_of(work: Work, task_id: int, *, by: Actor) -> Mapping[str, object]:
    """The unfinished answers this person kept for a task; empty when there are none."""
    columns = tables.draft.c
    row = work.row(select(columns.answers).where(columns.task_id == task_id, columns.user_id == by.user_id))
    return row["answers"] if row else {}


def _read(work: Work, task_id: int, by: Actor) -> Mapping[str, Any]:
    draft = tables.draft.c
    row = work.row(
        select(
            *(_TASK[name] for name in _OF_TASK),
            *(_CASE[name] for name in _OF_CASE if name != "status"),
            _CASE.status.label("case_status"),
            tables.state.c.data,
            draft.answers.label("draft"),
            draft.saved_at,
            tables.suspension.c.reason.label("suspended"),
            _given_before().label("given_before"),
        )
        .join_from(tables.task, tables.case, _CASE.id == _TASK.case_id)
        .join(tables.state, tables.state.c.case_id == _CASE.id)
        .outerjoin(tables.suspension, tables.suspension.c.case_id == _CASE.id)
        .outerjoin(tables.draft, (draft.task_id == _TASK.id) & (draft.user_id == by.user_id))
        .where(_TASK.id == task_id)
    )
    if row is None:
        raise NotFound(f"There is no task {task_id}.")
    require_readable(work, row["case_id"], by)
    return dict(row)


def _fields(version: RunningVersion, row: Mapping[str, Any]) -> tuple[Field, ...]:
    """What the task asks; nothing when it was done before the case moved to a version without its step."""
    step = version.steps.get(row["element"])
    return step.fields if step else ()


def _given_before() -> ScalarSelect[Any]:
    """What was answered when the step of the task was last done in its case; nothing restricted."""
    answer, before = tables.answer.c, tables.task.alias("before")
    return (
        select(answer.answers)
        .join(before, before.c.id == answer.task_id)
        .where(answer.case_id == _TASK.case_id, before.c.element == _TASK.element, before.c.id < _TASK.id)
        .order_by(answer.id.desc())
        .limit(1)
        .correlate(tables.task)
        .scalar_subquery()
    )


def _filled_in(row: Mapping[str, Any], fields: Sequence[Field], known: Mapping[str, object]) -> Mapping[str, object]:
    """Answers of when the step was done before that the case does not go by any more, for a form without a draft."""
    if row["draft"] is not None or row["status"] not in OPEN_TASK:
        return {}
    given = row["given_before"] or {}
    keys = (field.key for field in fields if not field.read_only and field.key not in known)
    return {key: given[key] for key in keys if given.get(key) not in (None, "", [])}


def _known(version: RunningVersion, data: Mapping[str, object]) -> Iterator[Known]:
    told: set[str] = set()
    for field in definitions.questions(version):
        value = data.get(field.key)
        if value not in (None, "", []) and field.key not in told and not field.read_only:
            told.add(field.key)
            yield Known(field, value)
