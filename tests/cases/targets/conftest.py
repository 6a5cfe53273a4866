"""Targets written down for the process of the small council, and what their clocks say.

The model: the front office takes a report (`take`, asks how deep); deep ones the inspectors inspect (`inspect`) and,
two days later, repair (`repair`, end `repaired`); of others the customer is told (`tell`, end `told`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from engine import cases, sla
from engine.cases import CaseTask
from engine.people import SYSTEM
from engine.sla import ClockRow, Goal, Scope, Terms
from engine.sla.changing import events_of
from engine.store import Store, reading, unit_of_work
from tests.council import Council


@pytest.fixture
def aim(store: Store, council: Council) -> Callable[..., None]:
    """Write down a target of the process: its goals (one of 10 working days unless given) and conditions."""

    def write(*goals: Goal, kind: str = "case", key: str = "aim", on_change: str = "carry", **more: object) -> None:
        scope = {name: more.pop(name) for name in ("step", "from_team_id", "to_team_id") if name in more}
        flags = {name: more.pop(name) for name in ("published", "statutory") if name in more}
        warns = {name: more.pop(name) for name in ("at_risk_share", "at_risk_left") if name in more}
        conditions = {role: (text,) if isinstance(text, str) else text for role, text in more.items()}
        terms = Terms(goals or (Goal("10 working days"),), conditions, on_change=on_change, **warns)
        where = Scope(kind, council.service_id, "report", **scope)
        with unit_of_work(store) as work:
            sla.add_target(work, key, key, where, terms, valid_from=date(2026, 1, 1), by=SYSTEM, **flags)

    return write


@pytest.fixture
def clocks(store: Store) -> Callable[..., list[ClockRow]]:
    """The clocks of a case by targets of the council, in the order in which they began."""

    def of(case_id: int, name: str = "aim") -> list[ClockRow]:
        with reading(store) as work:
            found = sla.clocks(work, sla.ClockFilter(case_id=case_id))
        return sorted((clock for clock in found if clock.name == name), key=lambda clock: clock.id)

    return of


@pytest.fixture
def do(store: Store, council: Council, open_task: Callable[[int], CaseTask]) -> Callable[..., None]:
    """Complete the one open task of a case, as somebody of its team."""

    def complete(case_id: int, **answers: object) -> None:
        task = open_task(case_id)
        worker = council.officer if task.team_id == council.back_team_id else council.adviser
        with unit_of_work(store) as work:
            cases.complete(work, task.id, answers=answers, by=worker)

    return complete


@pytest.fixture
def correct(store: Store, council: Council) -> Callable[..., None]:
    """Put other values in the place of what a case knows."""

    def change(case_id: int, **values: object) -> None:
        with unit_of_work(store) as work:
            cases.change_data(work, case_id, values, reason="Read again", by=council.leader)

    return change


@pytest.fixture
def happened(store: Store) -> Callable[[ClockRow], list[tuple[str, str]]]:
    """What happened to a clock, and why."""

    def of(clock: ClockRow) -> list[tuple[str, str]]:
        with reading(store) as work:
            return [(one.kind, one.reason) for one in events_of(work, [clock.id])[clock.id]]

    return of
