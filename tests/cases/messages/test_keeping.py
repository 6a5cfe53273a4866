"""A message that nobody waits for yet is kept for a stated time, and delivered exactly once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from engine import audit, cases
from engine.cases import Sent, Started
from engine.cases.messages.keeping import claim_due, hold_waiting
from engine.cases.messages.routing import route
from engine.clock import FixedClock
from engine.store import Store, reading, unit_of_work
from tests.cases.messages.conftest import WAITING
from tests.council import Council, found_council

Begin = Callable[..., Started]
Send = Callable[..., Sent]
GoOn = Callable[..., None]


@pytest.fixture
def begun(store: Store, council: Council) -> Started:
    """A case that does not wait for the message yet."""
    with unit_of_work(store) as work:
        return cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)


def delivered(store: Store, case_id: int) -> int:
    """How often a message was delivered to the case, by its record."""
    with reading(store) as work:
        return len(audit.entries(work, case_id=case_id, action="case:message:delivered"))


def status_of(store: Store, council: Council, case_id: int) -> str:
    with reading(store) as work:
        return cases.case(work, case_id, by=council.adviser).status


def test_a_message_that_comes_first_is_delivered_as_soon_as_the_case_waits(
    store: Store, council: Council, clock: FixedClock, begun: Started, go_on: GoOn, send: Send
):
    sent = send(keys={"depth": 50}, payload={"lorry": "7"})
    assert (sent.case_id, sent.expires_at) == (None, clock.now() + timedelta(days=7))
    for _ in range(5):
        clock.advance(timedelta(minutes=20))
        cases.deliver_due_messages(store)
    assert delivered(store, begun.id) == 0

    go_on(begun.id, depth=50)
    go_on(begun.id, finding="hole")
    assert status_of(store, council, begun.id) == "waiting"
    assert cases.deliver_due_messages(store) == 1

    assert status_of(store, council, begun.id) == "open"
    assert cases.deliver_due_messages(store) == 0
    assert delivered(store, begun.id) == 1


def test_a_message_for_a_reference_waits_for_that_case(
    store: Store, council: Council, begun: Started, go_on: GoOn, send: Send, waiting: Begin
):
    other = waiting()
    send(reference=begun.reference)
    cases.deliver_due_messages(store)
    assert status_of(store, council, other.id) == "waiting"

    go_on(begun.id, depth=50)
    go_on(begun.id, finding="hole")
    cases.deliver_due_messages(store)

    assert delivered(store, begun.id) == 1
    assert status_of(store, council, other.id) == "waiting"


def test_of_two_messages_one_goes_to_the_case_and_the_other_is_still_kept(
    store: Store, council: Council, begun: Started, go_on: GoOn, send: Send
):
    for lorry in ("7", "8"):
        send(keys={"depth": 50}, payload={"lorry": lorry})
    go_on(begun.id, depth=50)
    go_on(begun.id, finding="hole")

    cases.deliver_due_messages(store)

    assert delivered(store, begun.id) == 1
    with reading(store) as work:
        assert [row.name for row in cases.find_messages(work, by=council.administrator, status="waiting")] == [
            "Parts arrived"
        ]


def test_a_message_that_nobody_takes_expires_and_says_so(
    store: Store, council: Council, clock: FixedClock, begun: Started, go_on: GoOn, send: Send
):
    sent = send(keys={"depth": 50}, payload={"lorry": "Quillfeather"}, wait=timedelta(hours=2))
    clock.advance(timedelta(hours=2))

    assert cases.expire_messages(store) == 1
    assert cases.expire_messages(store) == 0

    go_on(begun.id, depth=50)
    go_on(begun.id, finding="hole")
    cases.deliver_due_messages(store)
    assert status_of(store, council, begun.id) == "waiting", "it is too late"
    with reading(store) as work:
        (entry,) = audit.entries(work, action="case:message:expired")
        (row,) = cases.find_messages(work, by=council.administrator, status="expired")
        left = work.value(text("SELECT row_to_json(m)::text FROM case_message m"))
    assert (entry.subject, entry.facts["message"]) == (("message", sent.id), "Parts arrived")
    assert row.id == sent.id
    assert "Quillfeather" not in left


def test_a_kept_message_that_comes_to_fit_several_cases_says_why_nobody_gets_it(
    store: Store, council: Council, clock: FixedClock, waiting: Begin, send: Send
):
    send(keys={"finding": "hole"})
    waiting(), waiting()

    cases.deliver_due_messages(store)

    with reading(store) as work:
        (row,) = cases.find_messages(work, by=council.administrator, status="waiting")
    assert "2 cases wait" in row.problem


def test_two_workers_deliver_a_message_once(store: Store, begun: Started, go_on: GoOn, send: Send):
    for _ in range(10):
        send(keys={"depth": 50})
    go_on(begun.id, depth=50)
    go_on(begun.id, finding="hole")
    start = Barrier(2)

    def work_off() -> None:
        start.wait(10)
        cases.deliver_due_messages(store)

    workers = [Thread(target=work_off) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert delivered(store, begun.id) == 1
    with reading(store) as work:
        assert work.value(text("SELECT count(*) FROM case_message WHERE status = 'delivered'")) == 1


def test_a_worker_that_dies_before_it_commits_has_delivered_nothing(
    store: Store, council: Council, begun: Started, go_on: GoOn, send: Send
):
    """The connection is killed by the server while the delivery waits for its commit."""
    send(keys={"depth": 50})
    go_on(begun.id, depth=50)
    go_on(begun.id, finding="hole")

    with pytest.raises(OperationalError):
        _deliver_and_die(store)

    assert status_of(store, council, begun.id) == "waiting"
    assert delivered(store, begun.id) == 0
    assert cases.deliver_due_messages(store) == 1
    assert delivered(store, begun.id) == 1


def _deliver_and_die(store: Store) -> None:
    with unit_of_work(store) as work:
        (claimed,) = claim_due(work, 1)
        message = hold_waiting(work, claimed)
        assert message is not None
        assert route(work, message, told=False) is not None
        pid = work.value(text("SELECT pg_backend_pid()"))
        with store.engine.connect() as killer:
            killer.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})


def test_a_case_that_somebody_holds_is_not_waited_for(
    store: Store, council: Council, clock: FixedClock, begun: Started, go_on: GoOn, send: Send
):
    send(keys={"depth": 50})
    go_on(begun.id, depth=50)
    go_on(begun.id, finding="hole")

    with unit_of_work(store) as holder:
        holder.execute(text("SELECT 1 FROM case_case WHERE id = :id FOR UPDATE"), {"id": begun.id})
        assert cases.deliver_due_messages(store) == 1, "it was looked at, and put off"
    assert delivered(store, begun.id) == 0

    clock.advance(timedelta(seconds=2))
    cases.deliver_due_messages(store)
    assert delivered(store, begun.id) == 1


def test_what_a_case_is_sent_is_erased_with_it(store: Store, council: Council, begun: Started, send: Send):
    send(reference=begun.reference, payload={"lorry": "Quillfeather"})
    with unit_of_work(store) as work:
        cases.close(work, begun.id, as_="withdrawn", reason="Moved", by=council.adviser)
        cases.erase(work, begun.id, by=council.administrator, reason="Rule 7")

    with reading(store) as work:
        assert "Quillfeather" not in work.value(text("SELECT string_agg(m::text, ' ') FROM case_message m"))
        assert [row.status for row in cases.find_messages(work, by=council.administrator)] == ["expired"]


def test_a_message_for_a_suspended_case_waits_until_it_goes_on(
    store: Store, council: Council, waiting: Begin, send: Send
):
    started = waiting()
    with unit_of_work(store) as work:
        cases.suspend(work, started.id, reason="The depot is closed", by=council.administrator)

    assert send(reference=started.reference).case_id is None
    cases.deliver_due_messages(store)
    assert delivered(store, started.id) == 0

    with unit_of_work(store) as work:
        cases.resume(work, started.id, reason="The depot is open", by=council.administrator)
    cases.deliver_due_messages(store)
    assert delivered(store, started.id) == 1
    assert status_of(store, council, started.id) == "open"


def test_a_message_that_cannot_be_worked_on_holds_up_no_other(
    store: Store, council: Council, clock: FixedClock, waiting: Begin, send: Send
):
    """The first message breaks whoever looks at it: its row says what no release would write."""
    broken = send(keys={"depth": 7})
    with unit_of_work(store) as work:
        work.execute(text("UPDATE case_message SET keys = '[1]' WHERE id = :id"), {"id": broken.id})
    send(keys={"depth": 50})
    started = waiting(depth=50)

    for _ in range(3):
        with contextlib.suppress(ValueError, TypeError):
            cases.deliver_due_messages(store)

    assert delivered(store, started.id) == 1


@pytest.mark.parametrize(
    ("said", "kept"), [("", timedelta(days=7)), ("P30D", timedelta(days=30)), ("PT2H", timedelta(hours=2))]
)
def test_what_a_case_throws_is_kept_for_what_its_event_says(
    store: Store, clock: FixedClock, said: str, kept: timedelta
):
    attribute = f' bpr:keptFor="{said}"' if said else ""
    thrown = '<bpmn:messageEventDefinition id="thrown" messageRef="parts"/></bpmn:endEvent>'
    model = WAITING.replace('<bpmn:endEvent id="told"', f'<bpmn:endEvent id="told"{attribute}').replace(
        "<bpmn:incoming>f8</bpmn:incoming></bpmn:endEvent>", f"<bpmn:incoming>f8</bpmn:incoming>{thrown}"
    )
    council = found_council(store, model)
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    for answers in ({"depth": 1}, {}):
        with unit_of_work(store) as work:
            (task,) = cases.case(work, started.id, by=council.adviser).open_tasks
            cases.complete(work, task.id, answers=answers, by=council.adviser)

    clock.advance(kept - timedelta(seconds=1))
    assert cases.expire_messages(store) == 0
    clock.advance(timedelta(seconds=1))
    assert cases.expire_messages(store) == 1
    with reading(store) as work:
        (row,) = cases.find_messages(work, by=council.administrator)
    assert (row.status, row.expires_at - row.received_at) == ("expired", kept)
