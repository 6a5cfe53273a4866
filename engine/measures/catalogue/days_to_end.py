"""How long customers wait: days from the contact that began a case to its end."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Float, Subquery, cast, extract

from engine.measures.case_rows import rows_of_ended
from engine.measures.measure import Measure, Scope

_DAY_SECONDS = 86_400


def rows(scope: Scope) -> Subquery:
    """One row a case begun by a contact and ended in the period, with its `days` from one to the other."""
    return rows_of_ended(scope, _waited)


def _waited(case: Subquery, contact: Subquery) -> ColumnElement[Any]:
    waited = extract("epoch", case.c.ended_at - contact.c.started_at) / _DAY_SECONDS
    return cast(waited, Float).label("days")


MEASURE = Measure(
    key="days-to-end",
    version=1,
    name="Days from contact to end",
    definition=(
        "Of the cases that a contact began and that ended in the period, the days (of 24 hours, weekends included) "
        "from that contact to the end of the case: the median, so half of them took no longer. Duplicates and "
        "withdrawals are left out."
    ),
    numerator="cases begun by a contact that ended in the period",
    denominator="the same cases",
    area="fulfilment",
    lead=False,
    owner="head of service",
    unit="days",
    rows=rows,
    split="channel",
    when="ended",
)
