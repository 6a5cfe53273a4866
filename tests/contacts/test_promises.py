"""Given a promise that will be missed, then its customer is told before the date, once, by a date that is confirmed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest

from engine import audit, cases, contacts, notices, sla
from engine.cases import Begun
from engine.errors import Conflict, NotFound, NotPermitted, Refused
from engine.people import SYSTEM
from engine.sla import ClockStart
from engine.store import Store, reading, unit_of_work
from tests import running_clocks
from tests.council import Council

NEW = date(2026, 12, 9)
WORDS = "It will take longer. We now expect to finish it by 9 December 2026."


@pytest.fixture
def promised(store: Store, council: Council):
    """A case of ten working days from Wednesday 18 November at ten: promised by Wednesday 2 December."""

    def begin(email: str = "ann@example.com", phone: str = "020 7946 0000") -> int:
        with unit_of_work(store) as work:
            who = contacts.add_customer(work, name="Ann", email=email, phone=phone, by=council.adviser).id
            begun = Begun(customer_id=who)
            return cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser, begun=begun).id

    return begin


@pytest.fixture
def tick(store: Store, clock):
    """Let time go by to a day and hour of December (or, below zero, of November), and let the worker do what is due."""

    def to(month: int, day: int, hour: int, minute: int = 0) -> None:
        clock.advance(datetime(2026, month, day, hour, minute, tzinfo=UTC) - clock.now())
        with unit_of_work(store) as work:
            sla.sweep(work, concerns=cases.concerns)
        contacts.write_to_customers(store)

    return to


def inbox(store: Store, somebody, *, unread: bool = False) -> list[str]:
    with reading(store) as work:
        return [entry.what for entry in notices.inbox.entries(work, somebody.user_id, unread=unread)]


def letters(store: Store, case_id: int) -> list[str]:
    with reading(store) as work:
        found = notices.list_notices(work, case_id=case_id)
        return [notices.body_of(work, one.id) for one in reversed(found)]


def actions(store: Store, case_id: int) -> list[str]:
    with reading(store) as work:
        found = audit.entries(work, case_id=case_id, action="sla:promise:")
    return [one.action.removeprefix("sla:promise:") for one in reversed(found)]


def state(store: Store, case_id: int) -> str | None:
    with reading(store) as work:
        warning = sla.warning_of(work, case_id)
    return warning.state if warning else None


def test_two_working_days_before_the_date_the_owner_of_an_open_case_is_asked_once(store, council, promised, tick):
    case_id = promised()
    tick(11, 30, 16, 59)
    assert inbox(store, council.adviser) == []
    tick(11, 30, 17)
    assert inbox(store, council.adviser) == [
        "Tell the customer: “Report a defect” will probably not be done by 2 December 2026, as they were promised"
    ]
    tick(12, 1, 9)
    tick(12, 1, 10)
    assert len(inbox(store, council.adviser)) == 1
    assert actions(store, case_id) == ["foreseen"]
    assert letters(store, case_id) == []


def test_a_step_that_is_due_only_later_is_reason_to_ask_as_soon_as_the_case_is_at_risk(store, council, promised, tick):
    case_id = promised()
    with unit_of_work(store) as work:
        parts = ClockStart("step", "Order parts", council.service_id, target="20 working days", case_id=case_id)
        running_clocks.start(work, [parts])
    tick(11, 30, 11, 14)
    assert inbox(store, council.adviser) == []
    tick(11, 30, 11, 15)
    assert len(inbox(store, council.adviser)) == 1
    with reading(store) as work:
        promise = contacts.broken_promise(work, case_id, by=council.adviser)
    # and the day on which that step is due is proposed
    assert (promise.due_on, promise.proposed_on) == (date(2026, 12, 2), date(2026, 12, 16))


def test_a_person_confirms_the_date_and_the_customer_is_written_to_once(store, council, promised, tick):
    case_id = promised()
    tick(12, 1, 9)
    with reading(store) as work:
        promise = contacts.broken_promise(work, case_id, by=council.adviser)
    assert promise.proposed_on == NEW
    assert "We now expect to finish it by 9 December 2026." in promise.words
    with unit_of_work(store) as work:
        contacts.tell_new_date(work, case_id, NEW, promise.words, by=council.adviser)
    # then nothing more goes by itself, and nobody tells them again
    tick(12, 1, 18)
    tick(12, 4, 9)
    assert letters(store, case_id) == [promise.words.strip()]
    with unit_of_work(store) as work, pytest.raises(Conflict):
        contacts.tell_new_date(work, case_id, NEW, promise.words, by=council.adviser)
    assert actions(store, case_id) == ["foreseen", "told"]
    assert inbox(store, council.adviser, unread=True) == []


def test_if_nobody_acts_a_notice_without_a_new_date_goes_by_itself_once(store, council, promised, tick):
    case_id = promised()
    tick(12, 1, 9)
    tick(12, 1, 16, 59)
    assert letters(store, case_id) == []
    tick(12, 1, 17)
    tick(12, 2, 9)
    (words,) = letters(store, case_id)
    assert "by 2 December 2026" in words
    assert "We will write to you by 8 December 2026" in words
    assert inbox(store, council.adviser)[0] == (
        "The customer of “Report a defect” was written to, and promised a date by 8 December 2026"
    )
    assert actions(store, case_id) == ["foreseen", "written"]
    # and the owner can still tell them the date
    with unit_of_work(store) as work:
        contacts.tell_new_date(work, case_id, NEW, WORDS, by=council.adviser)
    assert len(letters(store, case_id)) == 2
    assert state(store, case_id) == "told"


def test_several_workers_write_to_a_customer_once(store, council, promised, tick, clock):
    numbers = [promised(f"c{number}@example.com") for number in range(12)]
    tick(12, 1, 9)
    clock.advance(datetime(2026, 12, 1, 17, tzinfo=UTC) - clock.now())
    barrier = Barrier(3)

    def run():
        barrier.wait()
        contacts.write_to_customers(store)

    workers = [Thread(target=run) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [len(letters(store, number)) for number in numbers] == [1] * 12
    assert [actions(store, number) for number in numbers] == [["foreseen", "written"]] * 12


def test_a_customer_without_an_address_is_called_and_that_is_recorded(store, council, promised, tick):
    case_id = promised(email="")
    tick(12, 1, 9)
    tick(12, 1, 17)
    assert letters(store, case_id) == []
    assert inbox(store, council.adviser)[0] == (
        "The customer of “Report a defect” has no e-mail address, and was not told yet"
    )
    with unit_of_work(store) as work, pytest.raises(Conflict, match="Call them"):
        contacts.tell_new_date(work, case_id, NEW, WORDS, by=council.adviser)
    with unit_of_work(store) as work:
        contacts.record_call(work, case_id, NEW, by=council.adviser)
    assert (state(store, case_id), actions(store, case_id)) == ("called", ["foreseen", "called"])


def test_a_service_may_leave_it_to_people(store, council, promised, tick):
    with unit_of_work(store) as work:
        sla.set_ladder(work, council.service_id, [], tells_customer=False, reason="We call everybody", by=SYSTEM)
    case_id = promised()
    tick(12, 1, 9)
    tick(12, 1, 17)
    assert letters(store, case_id) == []
    assert state(store, case_id) == "asked"


def test_what_will_be_done_in_time_after_all_sends_nothing(store, council, promised, tick):
    case_id = promised()
    tick(12, 1, 9)
    with unit_of_work(store) as work, pytest.raises(Refused):
        contacts.keep_promise(work, case_id, " ", by=council.adviser)
    with unit_of_work(store) as work:
        contacts.keep_promise(work, case_id, "The crew is there today", by=council.adviser)
    tick(12, 1, 17)
    assert letters(store, case_id) == []
    assert actions(store, case_id) == ["foreseen", "kept"]


def test_a_case_that_ends_before_needs_nobody_told(store, council, promised, tick):
    case_id = promised()
    tick(12, 1, 9)
    with unit_of_work(store) as work:
        cases.close(work, case_id, as_="withdrawn", reason="Mended by a neighbour", by=council.adviser)
    tick(12, 1, 17)
    assert letters(store, case_id) == []
    assert state(store, case_id) is None
    assert inbox(store, council.adviser, unread=True) == []


def test_a_suspended_case_writes_to_nobody_and_a_later_date_is_looked_at_anew(store, council, promised, tick):
    case_id = promised()
    tick(12, 1, 9)
    with unit_of_work(store) as work:
        cases.suspend(work, case_id, reason="Flood", by=council.leader)
    tick(12, 1, 17)
    assert letters(store, case_id) == []
    tick(12, 8, 9)
    with unit_of_work(store) as work:
        cases.resume(work, case_id, reason="Dry again", by=council.leader)
    # then the date is five working days later: 9 December, and the customer hears of that one
    tick(12, 8, 9, 30)
    tick(12, 8, 17)
    (words,) = letters(store, case_id)
    assert "by 9 December 2026" in words
    assert actions(store, case_id) == ["foreseen", "foreseen", "written"]


def test_after_a_downtime_past_the_date_people_are_asked_and_nothing_goes_by_itself(store, council, promised, tick):
    case_id = promised()
    tick(12, 4, 9)
    assert letters(store, case_id) == []
    assert len([what for what in inbox(store, council.adviser) if what.startswith("Tell the customer")]) == 1


@pytest.mark.parametrize(
    ("day", "words", "where"),
    [
        (date(2026, 12, 2), WORDS, "new_date"),
        (date(2026, 11, 20), WORDS, "new_date"),
        (date(2026, 12, 10), WORDS, "words"),
        (NEW, " ", "words"),
    ],
)
def test_a_date_must_be_later_and_the_notice_must_name_it(store, council, promised, tick, day, words, where):
    case_id = promised()
    tick(12, 1, 9)
    with unit_of_work(store) as work, pytest.raises(Refused) as refused:
        contacts.tell_new_date(work, case_id, day, words, by=council.adviser)
    assert [problem.where for problem in refused.value.problems] == [where]
    assert letters(store, case_id) == []


def test_only_who_may_change_the_case_tells_its_customer(store, council, promised, tick):
    case_id = promised()
    tick(12, 1, 9)
    for by in (council.administrator, council.head):
        with unit_of_work(store) as work, pytest.raises(NotPermitted):
            contacts.record_call(work, case_id, NEW, by=by)


def test_where_nothing_will_be_missed_there_is_nobody_to_tell(store, council, promised):
    case_id = promised()
    with reading(store) as work, pytest.raises(NotFound):
        contacts.broken_promise(work, case_id, by=council.adviser)
