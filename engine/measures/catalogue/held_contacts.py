"""What holds the rest: contacts a month that wait for the back office at a step not yet live, by obstacle."""

from __future__ import annotations

from sqlalchemy import Subquery, and_, exists, func, literal, or_, select
from sqlalchemy import case as sql_case

from engine.cases import facts as case_facts
from engine.definitions.facts import steps_that_must_stay
from engine.measures.measure import Measure, Scope
from engine.transfer import facts as transfer_facts

UNNAMED = "nothing recorded"
PILOT = "nothing: in pilot"
BEFORE = "waited before the pilot"


def rows(scope: Scope) -> Subquery:
    """One row a case begun by a contact in the period for each step of it that went to the back office.

    Its split is what holds the step today. A task that a move of its step took to the front office had waited before.
    What came to a step before its pilot began, and is not with the back office any more, does not wait: it is not
    counted, and has a split of its own.
    """
    task = case_facts.tasks()
    case = case_facts.cases()
    standing = transfer_facts.standings()
    staying = steps_that_must_stay()
    columns = [task.c[name] for name in ("service_id", "process_id", "step_key", "site_id")]
    free = sql_case((standing.c.state == "pilot", literal(PILOT)), else_=literal(UNNAMED))
    held_by = func.coalesce(standing.c.held_by, free)
    still_there = and_(task.c.office == "back", task.c.done_at.is_(None))
    of_today = or_(standing.c.state.is_distinct_from("pilot"), task.c.opened_at >= standing.c.state_since, still_there)
    waits = func.bool_or(of_today)
    stays = and_(*(staying.c[name] == task.c[name] for name in ("process_id", "step_key")))
    here = and_(*(standing.c[name] == task.c[name] for name in ("process_id", "step_key", "site_id")))
    return (
        select(
            *columns,
            sql_case((waits, held_by), else_=literal(BEFORE)).label("split"),
            task.c.case_id,
            task.c.reference,
            func.min(task.c.name).label("name"),
            func.min(task.c.id).label("row_id"),
            func.min(task.c.opened_at).label("at"),
            waits.label("counted"),
        )
        .join(case, case.c.id == task.c.case_id)
        .outerjoin(standing, here)
        .where(
            case.c.status.not_in(("withdrawn", "duplicate")),
            or_(task.c.office == "back", task.c.route == "moved"),
            task.c.stage != "fulfilment",
            ~exists().where(stays),
            task.c.begun_by_contact_id.is_not(None),
            or_(standing.c.state.is_(None), standing.c.state != "live"),
            task.c.opened_at >= scope.since,
            task.c.opened_at < scope.until,
        )
        .group_by(*columns, standing.c.held_by, standing.c.state, task.c.case_id, task.c.reference)
        .subquery("counted_rows")
    )


MEASURE = Measure(
    key="held-contacts",
    version=4,
    name="What holds the rest, by contacts a month",
    definition=(
        "Contacts in the period whose case had to wait for the back office at a step that is not live at that site "
        "today, by the obstacle that holds the step today. A task that went to the front office when its step "
        "moved had waited, and counts. What came to a step before its pilot began waits no more unless the back "
        "office still has it: it is told apart as “waited before the pilot” and does not count. Steps that must "
        "stay in the back office do not count, nor does work at a place after the decision (journey stage "
        "fulfilment). A contact that waited at two steps counts once at each. Duplicates and withdrawals are left "
        "out."
    ),
    numerator="contacts whose case waited at the step, a month (365/12 days)",
    denominator="the same contacts in the whole period, and those that waited before a pilot",
    area="contact",
    lead=True,
    owner="head of service",
    unit="a month",
    rows=rows,
    split="what holds it",
    when="came to the step",
    dated=False,
)
