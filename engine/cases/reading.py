"""Look at a case: how it stands, its timeline, the answers given, its hand-offs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, or_, select

from engine import audit, people
from engine.audit import AuditRow
from engine.cases import tables
from engine.cases.access import may_in_root, may_see
from engine.cases.calls.reading import CalledCase, calls_of_case
from engine.cases.incidents import Incident, open_incident
from engine.cases.packing import answers_of, is_packed
from engine.cases.repair.suspending import Suspension, suspension
from engine.cases.statuses import GOES_ON, OPEN_TASK, STUCK, SUSPENDED
from engine.errors import NotFound, NotPermitted
from engine.people import Actor
from engine.references import read_reference
from engine.sla.facts import promised_by
from engine.store import Work

_CASE = tables.case.c
_TASK = tables.task.c


@dataclass(frozen=True, slots=True)
class CaseTask:
    """A task of a case, done or not."""

    id: int
    element: str
    step_key: str
    name: str
    team_id: int
    office: str
    stage: str
    status: str
    opened_at: datetime
    due_at: datetime | None
    claimed_by: int | None
    done_by: int | None
    done_at: datetime | None
    row_version: int


@dataclass(frozen=True, slots=True)
class CaseHandOff:
    """A hand-off of a case: who handed what to whom, and what came of it."""

    id: int
    task_id: int
    from_team_id: int
    to_team_id: int
    cause: str
    stage: str
    status: str
    handed_at: datetime
    reason: str
    data_pack: Sequence[str]
    answered_at: datetime | None
    answered_by: int | None
    return_reason: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as one page needs it. A reader without rights in its service gets the reference and nothing else.

    `fulfil_by` is the date promised for the whole, `promised_at` that for the next action; None where nothing is
    promised: a process, or a step, without a target. `ran` are the elements of the steps that were done by themselves,
    None where that was not kept. `root_id` is, of a called case, the first of the cases that led to it;
    `called_by` holds the one that called it, if any, and `called` those that it has called.
    """

    id: int
    reference: str
    service_id: int
    full: bool = False
    process_id: int = 0
    version_id: int = 0
    site_id: int = 0
    walk_through: bool = False
    status: str = ""
    owner_id: int | None = None
    contact_id: int | None = None
    customer_id: int | None = None
    property_id: int | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    next_action: str = ""
    next_team_id: int | None = None
    promised_at: datetime | None = None
    fulfil_by: datetime | None = None
    erased_at: datetime | None = None
    root_id: int | None = None
    row_version: int = 0
    messages: Sequence[str] = ()
    ran: Sequence[str] | None = ()
    tasks: tuple[CaseTask, ...] = ()
    hand_offs: tuple[CaseHandOff, ...] = ()
    incident: Incident | None = None
    suspension: Suspension | None = None
    called_by: tuple[CalledCase, ...] = ()
    called: tuple[CalledCase, ...] = ()

    @property
    def open_tasks(self) -> list[CaseTask]:
        """The tasks that somebody still has to do, claimed or not."""
        return [task for task in self.tasks if task.status in OPEN_TASK]


@dataclass(frozen=True, slots=True)
class GivenAnswers:
    """Answers given at one moment. `task_id` is None for those that came with the start of the case."""

    task_id: int | None
    given_at: datetime
    answers: Mapping[str, object]
    restricted: Mapping[str, object] = field(default_factory=dict)


_VIEWED = (
    "id", "reference", "service_id", "process_id", "version_id", "site_id", "walk_through", "status", "owner_id",
    "contact_id", "customer_id", "property_id", "started_at", "ended_at", "outcome", "next_action", "next_team_id",
    "promised_at", "erased_at", "root_id",
)  # fmt: skip
_OF_STATE = ("row_version", "messages", "ran")


def fulfil_by() -> ColumnElement[datetime | None]:
    """The date promised for the whole of a case, as a column: that of its clock; null where nothing is promised."""
    return promised_by(_CASE.id).label("fulfil_by")


def case(work: Work, case_id: int, *, by: Actor) -> CaseView:
    """The case. Raises NotFound; readers of other services get only its reference and service."""
    row = work.row(
        select(*(_CASE[name] for name in _VIEWED), fulfil_by(), *(tables.state.c[name] for name in _OF_STATE))
        .join(tables.state, tables.state.c.case_id == _CASE.id)
        .where(_CASE.id == case_id)
    )
    if row is None:
        raise NotFound(f"There is no case {case_id}.")
    where = {name: row[name] for name in ("service_id", "site_id", "walk_through")}
    if not may_see(by, **where) and not may_in_root(work, by, "case:read", row["root_id"]):
        return CaseView(id=row["id"], reference=row["reference"], service_id=row["service_id"])
    incident = open_incident(work, case_id) if row["status"] == STUCK else None
    held = suspension(work, case_id) if row["status"] == SUSPENDED else None
    tasks = _tasks(work, _TASK.case_id == case_id)
    seen = {**row, "promised_at": row["promised_at"] if _is_promised(row, tasks) else None}
    calls = calls_of_case(work, case_id)
    return CaseView(
        **seen,
        full=True,
        tasks=tasks,
        hand_offs=hand_offs(work, case_id),
        incident=incident,
        suspension=held,
        called_by=calls.called_by,
        called=calls.called,
    )


def _is_promised(row: RowMapping, tasks: Sequence[CaseTask]) -> bool:
    """Whether the next action has a date: none where all that somebody has to do is without a target."""
    due = [task.due_at for task in tasks if task.status in OPEN_TASK]
    return row["fulfil_by"] is not None or not due or any(due)


def whole_request(work: Work, view: CaseView, *, by: Actor) -> CaseView:
    """The first of the cases that led to a called one, with the tasks of all that it led to; else the case as it is.

    For what a customer is told: theirs is one request, however many processes work on it. It is stuck when one of these
    cases is, and no task of any is open.
    """
    if not view.full or (view.root_id is None and not view.called):
        return view
    first = view if view.root_id is None else case(work, view.root_id, by=by)
    if not first.full:
        return view
    led_to = select(_CASE.id).where(_CASE.root_id == first.id)
    whole = replace(first, tasks=_tasks(work, or_(_TASK.case_id == first.id, _TASK.case_id.in_(led_to))))
    if whole.open_tasks or first.status not in GOES_ON:
        return whole
    held = work.value(led_to.where(_CASE.status == STUCK).limit(1)) is not None
    return replace(whole, status=STUCK) if held else whole


def case_by_reference(work: Work, reference: str, *, by: Actor) -> CaseView:
    """The case with this reference, however it is typed (`r4tk9wqp`). Raises NotFound."""
    case_id = work.value(select(_CASE.id).where(_CASE.reference == read_reference(reference)))
    if case_id is None:
        raise NotFound(f"There is no case with the reference {reference}.")
    return case(work, case_id, by=by)


def timeline(
    work: Work, case_id: int, *, by: Actor, before: tuple[datetime, int] | None = None, limit: int = 50
) -> list[AuditRow]:
    """All that happened to a case, the newest first. `before` is the moment and id of the last of the page before.

    Raises NotFound, NotPermitted.
    """
    require_readable(work, case_id, by)
    return audit.entries(work, case_id=case_id, before=before, limit=limit)


def answers(work: Work, case_id: int, *, by: Actor, restricted: bool = False) -> list[GivenAnswers]:
    """The answers given so far, the oldest first.

    With `restricted`, the restricted ones too: that needs `case:read-restricted` for the service, and is audited.
    Raises NotFound, NotPermitted.
    """
    found = _readable(work, case_id, by)
    rows = _given(work, case_id)
    if not restricted:
        return [GivenAnswers(row["task_id"], row["given_at"], row["answers"]) for row in rows]
    people.require(by, "case:read-restricted", service_id=found["service_id"], site_id=found["site_id"])
    fields = sorted({key for row in rows for key in row["restricted"]})
    audit.record(
        work,
        "case:restricted:read",
        by=by.user_id,
        subject=("case", case_id),
        case_id=case_id,
        facts={"fields": fields},
    )
    return [GivenAnswers(**row) for row in rows]


def _given(work: Work, case_id: int) -> Sequence[Mapping[str, Any]]:
    """The rows of answers, or what they were before the case was put away. In this order: it may be just now."""
    answer, state = tables.answer.c, tables.state.c
    columns = (answer.task_id, answer.given_at, answer.answers, answer.restricted)
    rows = work.rows(select(*columns).where(answer.case_id == case_id).order_by(answer.id))
    if rows:
        return [dict(row) for row in rows]
    kept = work.value(select(state.data).where(state.case_id == case_id))
    return answers_of(kept) if kept and is_packed(kept) else ()


def hand_offs(work: Work, case_id: int) -> tuple[CaseHandOff, ...]:
    """The hand-offs of a case, the oldest first."""
    columns = tables.hand_off.c
    names = CaseHandOff.__dataclass_fields__
    rows = work.rows(select(*(columns[name] for name in names)).where(columns.case_id == case_id).order_by(columns.id))
    return tuple(CaseHandOff(**row) for row in rows)


def case_of_hand_off(work: Work, hand_off_id: int, *, by: Actor) -> int:
    """The id of the case that was handed off. Raises NotFound, NotPermitted."""
    columns = tables.hand_off.c
    case_id: int | None = work.value(select(columns.case_id).where(columns.id == hand_off_id))
    if case_id is None:
        raise NotFound(f"There is no hand-off {hand_off_id}.")
    require_readable(work, case_id, by)
    return case_id


def hand_off_of_task(work: Work, case_id: int, task_id: int) -> CaseHandOff | None:
    """The latest hand-off of a task of this case, for those who may see it; None when it never changed hands."""
    return next((one for one in reversed(hand_offs(work, case_id)) if one.task_id == task_id), None)


def _tasks(work: Work, wanted: ColumnElement[bool]) -> tuple[CaseTask, ...]:
    names = CaseTask.__dataclass_fields__
    rows = work.rows(select(*(_TASK[name] for name in names)).where(wanted).order_by(_TASK.id))
    return tuple(CaseTask(**row) for row in rows)


def matter_of(work: Work, case_id: int) -> tuple[int | None, int | None]:
    """The customer and the property a case is about, as far as they are known."""
    row = work.row(select(_CASE.customer_id, _CASE.property_id).where(_CASE.id == case_id))
    return (row["customer_id"], row["property_id"]) if row else (None, None)


def references(work: Work, case_ids: Collection[int]) -> dict[int, str]:
    """The references of these cases by id, which everybody may see; unknown ids are left out."""
    if not case_ids:
        return {}
    statement = select(_CASE.id, _CASE.reference).where(_CASE.id.in_(case_ids))
    return {row["id"]: row["reference"] for row in work.rows(statement)}


def customer_has_open_case(work: Work, customer_id: int) -> bool:
    """Whether any case of this customer has not ended."""
    statement = select(_CASE.id).where(_CASE.customer_id == customer_id, _CASE.ended_at.is_(None)).limit(1)
    return work.value(statement) is not None


def customer_has_case(work: Work, customer_id: int) -> bool:
    """Whether any case, ended or not, is this customer's."""
    return work.value(select(_CASE.id).where(_CASE.customer_id == customer_id).limit(1)) is not None


def require_readable(work: Work, case_id: int, by: Actor) -> None:
    """Check that there is such a case and that `by` may see all of it. Raises NotFound, NotPermitted."""
    _readable(work, case_id, by)


def _readable(work: Work, case_id: int, by: Actor) -> RowMapping:
    columns = (_CASE.service_id, _CASE.site_id, _CASE.walk_through, _CASE.root_id)
    row = work.row(select(*columns).where(_CASE.id == case_id))
    if row is None:
        raise NotFound(f"There is no case {case_id}.")
    where = {name: row[name] for name in ("service_id", "site_id", "walk_through")}
    if not may_see(by, **where) and not may_in_root(work, by, "case:read", row["root_id"]):
        raise NotPermitted("This case belongs to a service you do not work in. You may see its reference only.")
    return row
