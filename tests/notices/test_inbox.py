"""What people are told inside the program: once each, read or unread, gone after its time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import notices, people
from engine.errors import NotFound
from engine.notices import Telling, inbox
from engine.people import SYSTEM
from engine.store import Store, reading, replay, unit_of_work


@pytest.fixture
def ann(store: Store) -> int:
    with unit_of_work(store) as work:
        return people.create_user(work, "ann", "Ann", by=SYSTEM).id


@pytest.fixture
def bob(store: Store) -> int:
    with unit_of_work(store) as work:
        return people.create_user(work, "bob", "Bob", by=SYSTEM).id


@pytest.fixture
def tell(store: Store, clock):
    """Tell somebody of an occasion; answers whether it was new to them."""

    def put(user_id: int, key: str = "clock:1:due", **more: object) -> int:
        one = Telling(user_id, key, "“Inspect it” is overdue", "Do it now.", clock.now(), **more)
        with unit_of_work(store) as work:
            return inbox.tell(work, [one])

    return put


def entries(store: Store, user_id: int, **how: object):
    with reading(store) as work:
        return inbox.entries(work, user_id, **how)


def unread(store: Store, user_id: int) -> int:
    with reading(store) as work:
        return inbox.count_unread(work, user_id)


def test_what_somebody_is_told_waits_in_their_inbox_and_in_nobody_elses(store, tell, ann, bob, clock):
    tell(ann, case_id=7, task_id=8, clock_id=9, topic="clock")
    (entry,) = entries(store, ann)
    assert (entry.what, entry.do_next, entry.since) == ("“Inspect it” is overdue", "Do it now.", clock.now())
    assert (entry.case_id, entry.task_id, entry.clock_id, entry.topic) == (7, 8, 9, "clock")
    assert (entry.created_at, entry.read_at) == (clock.now(), None)
    assert entries(store, bob) == []
    assert (unread(store, ann), unread(store, bob)) == (1, 0)


def test_the_same_occasion_is_told_once_to_each_person(store, tell, ann, bob):
    assert [tell(ann), tell(ann), tell(bob), tell(ann, "clock:2:due")] == [1, 0, 1, 1]
    assert (unread(store, ann), unread(store, bob)) == (2, 1)


def test_many_are_told_in_one_statement(store, statements, ann, bob, clock):
    many = [Telling(who, f"k{number}", "what", "next", clock.now()) for number in range(50) for who in (ann, bob)]
    with unit_of_work(store) as work, statements() as sent:
        assert inbox.tell(work, many) == 100
        assert inbox.tell(work, []) == 0
    assert len(sent) == 1


def test_an_entry_is_read_and_may_count_as_unread_again(store, tell, ann, clock):
    tell(ann)
    (entry,) = entries(store, ann)
    with unit_of_work(store) as work:
        inbox.mark_read(work, ann, entry.id)
    first = clock.now()
    clock.advance(timedelta(hours=1))
    with unit_of_work(store) as work:
        inbox.mark_read(work, ann, entry.id)
    assert entries(store, ann)[0].read_at == first
    assert entries(store, ann, unread=True) == []
    with unit_of_work(store) as work:
        inbox.mark_read(work, ann, entry.id, read=False)
    assert unread(store, ann) == 1


def test_nobody_reads_for_somebody_else(store, tell, ann, bob):
    tell(ann)
    (entry,) = entries(store, ann)
    with unit_of_work(store) as work, pytest.raises(NotFound):
        inbox.mark_read(work, bob, entry.id)
    with unit_of_work(store) as work:
        assert inbox.mark_all_read(work, bob, up_to=entry.id) == 0
    assert unread(store, ann) == 1


def test_what_came_after_the_list_was_shown_stays_unread(store, tell, ann):
    tell(ann, "a")
    tell(ann, "b")
    newest = entries(store, ann)[0].id
    tell(ann, "c")
    with unit_of_work(store) as work:
        assert inbox.mark_all_read(work, ann, up_to=newest) == 2
    assert [entry.read_at is None for entry in entries(store, ann)] == [True, False, False]


def test_the_list_goes_on_below_an_entry(store, tell, ann):
    for number in range(5):
        tell(ann, f"k{number}")
    first = entries(store, ann, limit=3)
    further = entries(store, ann, before=(first[-1].created_at, first[-1].id), limit=3)
    ids = [entry.id for entry in (*first, *further)]
    assert len(ids) == 5
    assert ids == sorted(ids, reverse=True)


def test_what_a_person_was_told_last_comes_first_however_it_was_written(store, tell, ann, clock):
    for number, hours in enumerate((3, 1, 2)):
        with unit_of_work(store) as work:
            telling = Telling(ann, f"k{number}", f"after {hours}", "next", clock.now())
            inbox.tell(replay(work, clock.now() + timedelta(hours=hours)), [telling])
    assert [entry.what for entry in entries(store, ann)] == ["after 3", "after 2", "after 1"]
    (first,) = entries(store, ann, limit=1)
    assert [one.what for one in entries(store, ann, before=(first.created_at, first.id))] == ["after 2", "after 1"]


def test_the_count_asks_an_index_once_and_stops_at_a_hundred(store, statements, ann, bob, clock):
    with unit_of_work(store) as work:
        inbox.tell(work, [Telling(bob, f"k{number}", "what", "next", clock.now()) for number in range(2000)])
        work.execute(text("UPDATE notice_inbox SET read_at = created_at"))
        inbox.tell(work, [Telling(ann, f"k{number}", "what", "next", clock.now()) for number in range(130)])
    with statements() as sent:
        assert unread(store, ann) == 100
    assert len(sent) == 1
    with unit_of_work(store) as work:
        work.execute(text("ANALYZE notice_inbox"))
        work.execute(text("SET LOCAL enable_seqscan = off"))
        asked = "EXPLAIN SELECT id FROM notice_inbox WHERE user_id = :ann AND read_at IS NULL LIMIT 100"
        plan = work.rows(text(asked), {"ann": ann})
    assert "ix_notice_inbox_unread" in str(plan)


def test_what_is_settled_is_no_longer_unread_for_anybody(store, tell, ann, bob):
    tell(ann, "promise:1")
    tell(bob, "promise:1")
    tell(bob, "promise:2")
    with unit_of_work(store) as work:
        inbox.settle(work, ["promise:1"])
        inbox.settle(work, [])
    assert (unread(store, ann), unread(store, bob)) == (0, 1)


def test_read_entries_go_after_ninety_days_and_unread_ones_after_a_year(store, tell, ann, clock):
    tell(ann, "read")
    tell(ann, "unread")
    with unit_of_work(store) as work:
        inbox.mark_read(work, ann, entries(store, ann)[-1].id)
    left = []
    for days in (90, 1, 274, 1):
        clock.advance(timedelta(days=days))
        with unit_of_work(store) as work:
            inbox.forget_old(work)
        left.append(len(entries(store, ann)))
    assert left == [2, 1, 1, 0]


def test_erasing_a_case_takes_it_out_of_every_inbox(store, tell, ann, bob):
    tell(ann, "a", case_id=7)
    tell(bob, "b", case_id=7)
    tell(bob, "c", case_id=8)
    with unit_of_work(store) as work:
        notices.erase(work, 7)
    assert (unread(store, ann), unread(store, bob)) == (0, 1)
