"""Hand-offs before fulfilment: work that passed from one team to another while the customer waited."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Subquery, true

from engine.cases import facts
from engine.measures.case_rows import rows_of_work
from engine.measures.measure import Measure, Scope


def rows(scope: Scope) -> Subquery:
    """One row a hand-off made in the period, site work (journey stage fulfilment) left out."""
    hand_off = facts.hand_offs()
    return rows_of_work(
        hand_off,
        is_hand_off(hand_off),
        hand_off.c.handed_at >= scope.since,
        hand_off.c.handed_at < scope.until,
        at=hand_off.c.handed_at,
        split=hand_off.c.status,
        counted=true(),
    )


def is_hand_off(hand_off: Subquery) -> ColumnElement[bool]:
    """Whether it counts: site work is passed on, and is none. What became of it later does not undo it."""
    return hand_off.c.stage != "fulfilment"


MEASURE = Measure(
    key="hand-offs",
    version=2,
    name="Hand-offs",
    definition=(
        "Times that a case's work passed from one team to another in the period, also where it went elsewhere before "
        "anybody accepted it. Work at a place after the decision (journey stage fulfilment) is passed on, and is not a "
        "hand-off."
    ),
    numerator="hand-offs made in the period",
    denominator="hand-offs made in the period",
    area="fulfilment",
    lead=False,
    owner="head of service",
    unit="count",
    rows=rows,
    split="what became of it: waiting, accepted, returned, rerouted or cancelled",
    when="handed off",
)
