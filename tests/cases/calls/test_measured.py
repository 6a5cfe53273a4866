"""What is measured of a case that another one calls: the targets that name its process, and no promise of its own."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from engine import cases, definitions, sla
from engine.people import SYSTEM
from engine.sla import ClockRow, Goal, Scope, Terms
from engine.store import Store, reading, unit_of_work
from tests.calls import begin, both, called, do, look
from tests.council import Council

CALL = {"start": ("step call reached",), "stop": ("step call done",)}


def measure(store: Store, council: Council, key: str, process_key: str = "payment", **more: object) -> None:
    """Measure whole cases of a process in five working days."""
    conditions = more.pop("conditions", {})
    terms = Terms((Goal("5 working days"),), conditions)
    with unit_of_work(store) as work:
        scope = Scope("case", council.service_id, process_key)
        sla.add_target(work, key.replace(" ", "-"), key, scope, terms, valid_from=date(2026, 1, 1), by=SYSTEM, **more)


def clocks(store: Store, case_id: int) -> dict[str, ClockRow]:
    with reading(store) as work:
        found = sla.clocks(work, sla.ClockFilter(case_id=case_id, kind="case"))
    return {clock.name: clock for clock in found}


def promised(store: Store, case_id: int) -> datetime | None:
    return look(store, case_id).fulfil_by


def test_a_target_that_names_the_called_process_measures_it_from_the_call_to_its_end(store: Store, council: Council):
    both(store, council)
    measure(store, council, "paid")
    started = begin(store, council, amount=12)
    child = called(store, started.id)
    assert clocks(store, started.id) == {}
    assert (clocks(store, child.id)["paid"].status, clocks(store, child.id)["paid"].started_at) == (
        "running",
        store.clock.now(),
    )
    do(store, council, child.id, "Look at the account")
    do(store, council, child.id, "Write the receipt", receipt="R-7")
    assert clocks(store, child.id)["paid"].status == "met"


def test_targets_of_the_whole_service_and_the_mark_measure_the_request_alone(store: Store, council: Council):
    both(store, council)
    measure(store, council, "request", process_key="")
    with unit_of_work(store) as work:
        number = definitions.process_by_key(work, "payment")
        definitions.set_marks(work, number, {"payment": {"target": "1 working day"}}, by=SYSTEM, reason="")
    started = begin(store, council, amount=12)
    assert (list(clocks(store, started.id)), list(clocks(store, called(store, started.id).id))) == (["request"], [])


@pytest.mark.parametrize("conditions", [{}, {"stop": ("step receipt reached",)}])
def test_a_published_target_measures_a_called_case_and_promises_only_one_that_stands_alone(
    store: Store, council: Council, conditions
):
    both(store, council)
    measure(store, council, "paid", published=True, conditions=conditions)
    started = begin(store, council, amount=12)
    child = called(store, started.id)
    assert clocks(store, child.id)["paid"].published is False
    assert promised(store, child.id) == promised(store, started.id) != clocks(store, child.id)["paid"].due_at
    alone = begin(store, council, key="payment")
    assert clocks(store, alone.id)["paid"].published is True
    assert promised(store, alone.id) == clocks(store, alone.id)["paid"].due_at


def test_conditions_are_watched_on_a_called_case(store: Store, council: Council):
    both(store, council)
    measure(store, council, "looked-at", conditions={"stop": ("step pay done",)})
    child = called(store, begin(store, council, amount=12).id)
    do(store, council, child.id, "Look at the account")
    assert clocks(store, child.id)["looked-at"].status == "met"


def test_a_called_case_that_is_withdrawn_cancels_its_clock(store: Store, council: Council):
    both(store, council)
    measure(store, council, "paid")
    started = begin(store, council, amount=12)
    child = called(store, started.id)
    with unit_of_work(store) as work:
        cases.close(work, started.id, as_="withdrawn", reason="No longer wanted", by=council.adviser)
    assert clocks(store, child.id)["paid"].status == "cancelled"


def test_the_call_is_an_element_that_is_reached_and_done(store: Store, council: Council):
    both(store, council)
    measure(store, council, "in the call", process_key="request", conditions=CALL)
    started = begin(store, council)
    assert clocks(store, started.id) == {}
    do(store, council, started.id, "Take the request", amount=12)
    assert clocks(store, started.id)["in the call"].status == "running"
    child = called(store, started.id)
    do(store, council, child.id, "Look at the account")
    do(store, council, child.id, "Write the receipt", receipt="R-7")
    assert clocks(store, started.id)["in the call"].status == "met"
