"""The rows of measures that count cases begun by a contact, or the work on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, literal, select, true

from engine.cases import facts as case_facts
from engine.contacts import facts as contact_facts
from engine.measures.measure import Scope


def rows_of_cases(
    scope: Scope,
    case: Subquery,
    contact: Subquery,
    begun_by: ColumnElement[bool],
    *columns: ColumnElement[Any],
    at: ColumnElement[datetime],
    split: ColumnElement[str],
) -> Subquery:
    """One row a case whose moment `at` is in the period, duplicates and withdrawals left out.

    `begun_by` joins each case to the contact that began it. `columns` are what the measure says of a case itself:
    `counted`, and what else it has.
    """
    return (
        select(
            *(case.c[name] for name in ("service_id", "process_id")),
            literal("").label("step_key"),
            case.c.site_id,
            split.label("split"),
            case.c.id.label("case_id"),
            case.c.reference,
            case.c.outcome.label("name"),
            case.c.id.label("row_id"),
            at.label("at"),
            *columns,
        )
        .join(contact, begun_by)
        .where(case.c.status.not_in(("withdrawn", "duplicate")), at >= scope.since, at < scope.until)
        .subquery("counted_rows")
    )


def rows_of_ended(scope: Scope, says: Callable[[Subquery, Subquery], ColumnElement[Any]]) -> Subquery:
    """One row a case begun by a contact and ended in the period, each counted; its split is the contact's channel.

    `says` gives what the measure says of a case, from the columns of the case and of the contact that began it.
    """
    case, contact = case_facts.cases(), contact_facts.begun_cases()
    return rows_of_cases(
        scope,
        case,
        contact,
        contact.c.case_id == case.c.id,
        true().label("counted"),
        says(case, contact),
        at=case.c.ended_at,
        split=contact.c.channel,
    )


def rows_of_work(
    item: Subquery,
    *conditions: ColumnElement[bool],
    at: ColumnElement[datetime],
    split: ColumnElement[str],
    counted: ColumnElement[bool],
) -> Subquery:
    """One row a task or hand-off, as `engine.cases.facts` gives them, that meets all conditions."""
    return (
        select(
            *(item.c[name] for name in ("service_id", "process_id", "step_key", "site_id")),
            split.label("split"),
            *(item.c[name] for name in ("case_id", "reference", "name")),
            item.c.id.label("row_id"),
            at.label("at"),
            counted.label("counted"),
        )
        .where(*conditions)
        .subquery("counted_rows")
    )
