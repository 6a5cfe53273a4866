"""Messages and signals that come to a case start, stop, pause and resume the clocks of its targets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from engine import sla
from engine.cases import Sent, Started
from engine.people import SYSTEM
from engine.sla import ClockRow, Goal, Scope, Terms
from engine.store import Store, reading, unit_of_work
from tests.council import Council

COMES = "message Parts arrived"


@pytest.fixture
def measure(store: Store, council: Council) -> Callable[..., None]:
    """Measure whole cases in ten working hours, by these conditions."""

    def add(name: str, **conditions: str) -> None:
        terms = Terms((Goal("10 working hours"),), {role: (text,) for role, text in conditions.items()})
        scope = Scope("case", council.service_id, "report")
        with unit_of_work(store) as work:
            sla.add_target(work, name.replace(" ", "-"), name, scope, terms, valid_from=date(2026, 1, 1), by=SYSTEM)

    return add


@pytest.fixture
def clocks(store: Store) -> Callable[[int], dict[str, ClockRow]]:
    """The clocks of a case, by the names of their targets."""

    def of(case_id: int) -> dict[str, ClockRow]:
        with reading(store) as work:
            return {clock.name: clock for clock in sla.clocks(work, sla.ClockFilter(case_id=case_id))}

    return of


def test_a_message_starts_stops_and_resumes_clocks_at_the_moment_it_comes(
    store: Store, measure, clocks, waiting: Callable[..., Started], send: Callable[..., Sent]
):
    # given a clock that stops when the parts come, one that starts then, and one that stands still until then
    measure("until they come", stop=COMES)
    measure("since they came", start=COMES)
    measure("without the wait", pause="step inspect done", resume=COMES)
    case = waiting()
    before = clocks(case.id)
    assert before["until they come"].status == "running"
    assert before["without the wait"].status == "paused"
    assert "since they came" not in before
    # when the message comes
    store.clock.advance(timedelta(hours=2))
    came = store.clock.now()
    send(reference=case.reference)
    # then each does what it says, from that moment
    after = clocks(case.id)
    assert (after["until they come"].status, after["until they come"].stopped_at) == ("met", came)
    assert (after["since they came"].status, after["since they came"].started_at) == ("running", came)
    assert after["without the wait"].status == "running"
    assert after["without the wait"].due_at == before["until they come"].due_at + timedelta(hours=2)


def test_a_message_for_another_case_or_of_another_name_moves_nothing(
    measure, clocks, waiting: Callable[..., Started], send: Callable[..., Sent]
):
    measure("until they come", stop=COMES)
    measure("until it is paid", stop="message Payment received")
    case, other = waiting(), waiting()
    send(reference=other.reference)
    assert {name: clocks(case.id)[name].status for name in ("until they come", "until it is paid")} == {
        "until they come": "running",
        "until it is paid": "running",
    }
    assert clocks(other.id)["until they come"].status == "met"
    assert clocks(other.id)["until it is paid"].status == "running"
