"""What holds the rest: contacts a month that wait for the back office at a step not yet live, by obstacle."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select, true

from engine.cases import facts as case_facts
from engine.measures.measure import Measure, Scope
from engine.transfer import facts as transfer_facts

UNNAMED = "nothing recorded"


def rows(scope: Scope) -> Subquery:
    """One row a case begun by a contact in the period for each step of it that went to the back office.

    Its split is what holds the step today or, once that was released, what held it when the case came there.
    """
    task = case_facts.tasks()
    case = case_facts.cases()
    standing = transfer_facts.standings()
    then = transfer_facts.obstacles()
    held_then = and_(
        _at_the_place(then, task),
        then.c.since <= task.c.opened_at,
        or_(then.c.released_at.is_(None), then.c.released_at > task.c.opened_at),
    )
    columns = [task.c[name] for name in ("service_id", "process_id", "step_key", "site_id")]
    held_by = func.coalesce(standing.c.held_by, func.min(then.c.obstacle), UNNAMED)
    return (
        select(
            *columns,
            held_by.label("split"),
            task.c.case_id,
            task.c.reference,
            func.min(task.c.name).label("name"),
            func.min(task.c.id).label("row_id"),
            func.min(task.c.opened_at).label("at"),
            true().label("counted"),
        )
        .join(case, case.c.id == task.c.case_id)
        .outerjoin(standing, _at_the_place(standing, task))
        .outerjoin(then, held_then)
        .where(
            case.c.status.not_in(("withdrawn", "duplicate")),
            task.c.office == "back",
            task.c.stage != "fulfilment",
            task.c.begun_by_contact_id.is_not(None),
            or_(standing.c.state.is_(None), standing.c.state != "live"),
            task.c.opened_at >= scope.since,
            task.c.opened_at < scope.until,
        )
        .group_by(*columns, standing.c.held_by, task.c.case_id, task.c.reference)
        .subquery("counted_rows")
    )


def _at_the_place(of_standing: Subquery, task: Subquery) -> ColumnElement[bool]:
    return and_(*(of_standing.c[name] == task.c[name] for name in ("process_id", "step_key", "site_id")))


MEASURE = Measure(
    key="held-contacts",
    version=2,
    name="What holds the rest, by contacts a month",
    definition=(
        "Contacts in the period whose case had to wait for the back office at a step that is not live at that site "
        "today, by the obstacle that holds the step or, once it is released, that held it when the contact came. "
        "Site work after the decision does not count. A contact that waited at two steps counts once at each. "
        "Duplicates and withdrawals are left out."
    ),
    numerator="contacts whose case waited at the step, a month (365/12 days)",
    denominator="the same contacts in the whole period",
    area="contact",
    lead=True,
    owner="head of service",
    unit="a month",
    rows=rows,
    split="what holds it",
    dated=False,
)
