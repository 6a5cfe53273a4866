"""The audit trail: what is recorded, how it is found again, and that it cannot be changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from engine.audit import Entry, blank_reasons, entries, record, record_many
from engine.clock import FixedClock
from engine.store import Store, unit_of_work


def test_an_entry_is_read_back_as_it_was_recorded(store: Store, clock: FixedClock):
    with unit_of_work(store) as work:
        record(
            work,
            "case:task:completed",
            by=7,
            subject=("task", 12),
            case_id=3,
            reason="asked by phone",
            facts={"step": "inspect", "count": 2},
        )
    with unit_of_work(store) as work:
        (row,) = entries(work)
    assert row.action == "case:task:completed"
    assert (row.by, row.subject, row.case_id, row.reason) == (7, ("task", 12), 3, "asked by phone")
    assert row.facts == {"step": "inspect", "count": 2}
    assert row.happened_at == clock.now()


def test_an_entry_of_the_system_has_no_person_and_needs_no_subject(store: Store):
    with unit_of_work(store) as work:
        record(work, "sla:clock:overdue", by=None)
        (row,) = entries(work)
    assert row.by is None
    assert row.subject is None
    assert row.reason == ""
    assert row.facts == {}


@pytest.mark.parametrize(
    "action", ["", "case", "case:task", "Case:Task:Completed", "case:task:completed:again", "a:b:c d"]
)
def test_an_action_that_does_not_read_room_thing_happened_is_refused(store: Store, action: str):
    with unit_of_work(store) as work, pytest.raises(ValueError, match="room:thing:happened"):
        record(work, action, by=None)


def test_many_entries_take_one_statement_and_keep_their_order(store: Store, statements):
    with statements() as seen, unit_of_work(store) as work:
        record_many(work, [Entry(f"case:task:{word}", by=1, case_id=9) for word in ("opened", "claimed", "done")])
        record_many(work, [])
    assert len(seen) == 1
    with unit_of_work(store) as work:
        assert [row.action for row in entries(work, case_id=9)] == [
            "case:task:done",
            "case:task:claimed",
            "case:task:opened",
        ]


def test_filters_meet_and_pages_continue_below_the_last_entry(store: Store, clock: FixedClock):
    with unit_of_work(store) as work:
        record_many(
            work,
            [
                Entry("case:task:claimed", by=1, subject=("task", 1), case_id=1),
                Entry("case:task:claimed", by=2, subject=("task", 2), case_id=1),
                Entry("case:task-note:added", by=2, subject=("task", 2), case_id=2),
            ],
        )
        clock.advance(timedelta(minutes=1))
        record(work, "people:user:created", by=1, subject=("user", 2))
        assert len(entries(work, by=1)) == 2
        assert [row.case_id for row in entries(work, subject=("task", 2))] == [2, 1]
        assert [row.by for row in entries(work, action="case:task:claimed")] == [2, 1]
        assert len(entries(work, action="case:task:")) == 2
        assert len(entries(work, action="case:task:", but_not=["case:task:claimed"])) == 0
        assert len(entries(work, action="case:")) == 3
        assert [row.id for row in entries(work, case_id=1, by=1)] == [1]
        assert [row.id for row in entries(work, by_any_of=[2])] == [3, 2]
        assert len(entries(work, by_any_of=[1, 2])) == 4
        assert entries(work, by_any_of=[]) == []
        first = entries(work, limit=3)
        rest = entries(work, limit=3, before=(first[-1].happened_at, first[-1].id))
    assert [row.id for row in [*first, *rest]] == [4, 3, 2, 1]


def test_what_happened_last_comes_first_whenever_it_was_written_down(store: Store, clock: FixedClock):
    for minutes in (0, 10, -20, 5):
        clock.advance(timedelta(minutes=minutes))
        with unit_of_work(store) as work:
            record_many(work, [Entry("case:task:claimed", by=1), Entry("case:task:done", by=1)])
    with unit_of_work(store) as work:
        every = entries(work)
        first = entries(work, limit=3)
        rest = entries(work, before=(first[-1].happened_at, first[-1].id))
    assert [row.id for row in every] == [4, 3, 2, 1, 8, 7, 6, 5]
    assert [*first, *rest] == every


def test_a_period_begins_with_its_first_moment_and_ends_before_its_last(store: Store, clock: FixedClock):
    begun = clock.now()
    for _ in range(3):
        with unit_of_work(store) as work:
            record(work, "people:user:created", by=1)
        clock.advance(timedelta(minutes=1))
    with unit_of_work(store) as work:
        second, third = begun + timedelta(minutes=1), begun + timedelta(minutes=2)
        assert [row.happened_at for row in entries(work, since=second)] == [third, second]
        assert [row.happened_at for row in entries(work, since=begun, until=third, limit=1)] == [second]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'x:y:z'",
        "UPDATE audit_entry SET reason = 'another story'",
        "UPDATE audit_entry SET reason = '', by_user_id = 99",
        "UPDATE audit_entry SET facts = '{}', reason = ''",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
    ],
)
def test_the_database_refuses_to_change_or_drop_what_was_recorded(store: Store, statement: str):
    with unit_of_work(store) as work:
        record(work, "case:case:started", by=1, case_id=1, reason="walked in", facts={"site": 4})
    with pytest.raises(ProgrammingError, match="append-only"), unit_of_work(store) as work:
        work.execute(text(statement))
    with unit_of_work(store) as work:
        (row,) = entries(work)
    assert (row.action, row.by, row.reason, row.facts) == ("case:case:started", 1, "walked in", {"site": 4})


def test_erasing_a_case_empties_its_free_words_and_nothing_else(store: Store):
    with unit_of_work(store) as work:
        record(work, "case:case:started", by=1, case_id=1, reason="Mrs Example rang", facts={"site": 4})
        record(work, "case:case:started", by=1, case_id=2, reason="stays")
        blank_reasons(work, 1)
        blank_reasons(work, 1)
        kept, erased = entries(work)
    assert kept.reason == "stays"
    assert (erased.reason, erased.by, erased.action, erased.facts) == ("", 1, "case:case:started", {"site": 4})
