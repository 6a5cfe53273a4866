"""How often the work on a case is passed on: hand-offs for each case that ended."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, select

from engine.cases import facts as case_facts
from engine.measures.case_rows import rows_of_ended
from engine.measures.catalogue.hand_offs import is_hand_off
from engine.measures.measure import Measure, Scope


def rows(scope: Scope) -> Subquery:
    """One row a case begun by a contact and ended in the period, with the `hand_offs` it had."""
    return rows_of_ended(scope, _had)


def _had(case: Subquery, contact: Subquery) -> ColumnElement[Any]:
    hand_off = case_facts.hand_offs_of_cases()
    had = select(func.count()).where(hand_off.c.case_id == case.c.id, is_hand_off(hand_off)).correlate(case)
    return had.scalar_subquery().label("hand_offs")


MEASURE = Measure(
    key="hand-offs-per-case",
    version=2,
    name="Hand-offs per case",
    definition=(
        "Of the cases that a contact began and that ended in the period, how many times their work passed from one "
        "team to another, also where it went elsewhere before anybody accepted it: the mean of all of them. Work at a "
        "place after the decision (journey stage fulfilment) is passed on, and is not a hand-off. Duplicates and "
        "withdrawals are left out."
    ),
    numerator="cases begun by a contact that ended in the period",
    denominator="the same cases",
    area="fulfilment",
    lead=False,
    owner="head of service",
    unit="a case",
    rows=rows,
    split="channel",
    when="ended",
)
