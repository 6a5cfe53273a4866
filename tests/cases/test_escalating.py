"""Given a case, when its time runs out, then those who answer for it are told: each rung of the ladder once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

from sqlalchemy import text

from engine import audit, cases, notices, people, sla
from engine.people import SYSTEM
from engine.sla import Hours, Rung, SpecialDay
from engine.store import reading, unit_of_work
from tests.cases.escalation import LADDER, escalations, inbox, ladder, sweep


def test_given_a_task_each_rung_tells_its_person_when_it_comes_and_once(store, council, inspection, tick):
    # given a task of 8 working hours from Wednesday at ten
    assert tick(18, 15, 59) == 0
    # when three quarters of them are gone, then whoever holds it is told
    assert tick(18, 16) == 2
    assert inbox(store, council.officer) == ["“Inspect it” may be late: it is due on 19 November 2026 at 10am"]
    # and as two working hours are left at the same moment, so is the team leader
    assert len(inbox(store, council.leader)) == 1
    # when it is due, then nobody is told anything; but once it is overdue, the team leader is
    assert tick(19, 10) == 0
    assert tick(19, 10, 1) == 1
    assert inbox(store, council.leader)[-1] == "“Inspect it” is overdue"
    # and four working hours later the head of service
    assert tick(19, 13, 59) == 0
    assert tick(19, 14) == 1
    assert inbox(store, council.head) == ["“Inspect it” is still not done, 4 working hours after it was due"]
    # and then nobody any more
    assert tick(28, 10) == 0
    assert escalations(store) == [
        ("Inspect it", 1, 1, "18 16:00", "owner"),
        ("Inspect it", 2, 1, "18 16:00", "team_leader"),
        ("Inspect it", 3, 1, "19 10:00", "team_leader"),
        ("Inspect it", 4, 1, "19 14:00", "head_of_service"),
    ]


def test_what_somebody_is_told_leads_to_the_task_and_says_what_to_do(store, council, inspection, tick, open_task):
    tick(19, 11)
    with reading(store) as work:
        told = cases.received(work, by=council.leader)
    assert told[0].what == "“Inspect it” is overdue"
    assert told[0].do_next == "See what holds it up, and help, or give it to somebody who can do it now."
    assert (told[0].case_id, told[0].task_id) == (inspection, open_task(inspection).id)
    assert told[0].since == datetime(2026, 11, 19, 10, tzinfo=UTC)
    assert told[0].clock_id is not None


def test_after_a_downtime_every_rung_is_told_with_its_true_moment(store, council, inspection, tick):
    assert tick(23, 9) == 4
    assert [(rung, at) for _, rung, _, at, _ in escalations(store)] == [
        (1, "18 16:00"),
        (2, "18 16:00"),
        (3, "19 10:00"),
        (4, "19 14:00"),
    ]
    with reading(store) as work:
        (entry,) = notices.inbox.entries(work, council.head.user_id)
    assert entry.since == datetime(2026, 11, 19, 10, tzinfo=UTC)


def test_the_same_work_done_in_time_tells_nobody(store, council, inspection, tick, clock, open_task):
    clock.advance(timedelta(hours=5))
    with unit_of_work(store) as work:
        cases.complete(work, open_task(inspection).id, answers={"finding": "A hole"}, by=council.officer)
    assert tick(28, 10) == 0
    assert inbox(store, council.officer, council.leader, council.head) == []


def test_what_was_told_counts_as_read_once_the_work_is_done(store, council, inspection, tick, open_task):
    tick(19, 11)
    with reading(store) as work:
        assert notices.inbox.count_unread(work, council.leader.user_id) == 2
    with unit_of_work(store) as work:
        cases.complete(work, open_task(inspection).id, answers={"finding": "A hole"}, by=council.officer)
    sweep(store)
    with reading(store) as work:
        assert notices.inbox.count_unread(work, council.leader.user_id) == 0


def test_a_suspended_case_escalates_nothing_until_it_goes_on(store, council, inspection, tick):
    tick(18, 12)
    with unit_of_work(store) as work:
        cases.suspend(work, inspection, reason="The road is closed", by=council.leader)
    assert tick(25, 12) == 0
    with unit_of_work(store) as work:
        cases.resume(work, inspection, reason="It is open", by=council.leader)
    # then two of eight hours were gone: six are left from Wednesday noon, due on Thursday at ten
    assert tick(25, 15, 59) == 0
    assert tick(25, 16) == 2
    assert tick(26, 11) == 1


def test_a_rung_is_told_again_only_when_the_date_moved_later_and_it_is_still_to_come(store, council, inspection, tick):
    assert tick(18, 16) == 2
    with reading(store) as work:
        (of_task,) = [one for one in sla.clocks(work, sla.ClockFilter(case_id=inspection)) if one.name == "Inspect it"]
    # when more time is agreed, then the date is Friday at ten, and three quarters come anew
    with unit_of_work(store) as work:
        sla.extend_clock(work, of_task.id, until=datetime(2026, 11, 20, 10, tzinfo=UTC), reason="Snow", by=None)
    assert tick(18, 17) == 0
    assert tick(19, 14) == 1
    assert tick(19, 16) == 1
    assert tick(20, 11) == 1
    assert [(rung, cycle, at) for _, rung, cycle, at, _ in escalations(store)] == [
        (1, 1, "18 16:00"),
        (2, 1, "18 16:00"),
        (1, 2, "19 14:00"),
        (2, 2, "19 16:00"),
        (3, 1, "20 10:00"),
    ]


def test_a_date_that_moved_without_the_rung_coming_again_tells_nobody_twice(store, council, inspection, tick):
    assert tick(18, 16) == 2
    with unit_of_work(store) as work:
        cases.suspend(work, inspection, reason="The road is closed", by=council.leader)
    tick(20, 16)
    with unit_of_work(store) as work:
        cases.resume(work, inspection, reason="It is open", by=council.leader)
    # the due date has moved by two days, but three quarters were gone before
    assert tick(20, 17) == 0
    assert tick(23, 11) == 1


def test_who_is_missing_is_passed_over_for_the_next_and_that_is_recorded(store, council, inspection, tick):
    with unit_of_work(store) as work:
        people.leave_team(work, council.leader.user_id, council.back_team_id, by=SYSTEM)
    tick(19, 11)
    assert inbox(store, council.leader) == []
    assert inbox(store, council.head) == [
        "“Inspect it” may be late: it is due on 19 November 2026 at 10am",
        "“Inspect it” is overdue",
    ]
    with reading(store) as work:
        entry = notices.inbox.entries(work, council.head.user_id)[0]
        told = audit.entries(work, action="sla:clock:escalated")
    assert entry.do_next.endswith("You are told because it has no team leader.")
    assert [(one.facts["to"], one.facts.get("instead_of")) for one in told] == [
        ("head of service", "team leader"),
        ("head of service", "team leader"),
        ("owner", None),
    ]


def test_where_there_is_nobody_at_all_the_rung_is_recorded_all_the_same(store, council, inspection, tick):
    with unit_of_work(store) as work:
        for one in (council.officer, council.leader, council.head, council.adviser):
            row = people.user_by_id(work, one.user_id)
            people.change_user(work, one.user_id, {"active": False}, by=SYSTEM, row_version=row.row_version)
    assert tick(19, 16) == 4
    assert [told_as for *_, told_as in escalations(store)] == ["", "", "", ""]
    assert tick(28, 16) == 0


def test_a_task_that_nobody_holds_concerns_the_owner_of_the_case(store, council, begin, tick):
    ladder(store, None, Rung("share", "owner", share=50))
    begin()
    tick(20, 17)
    assert inbox(store, council.adviser) == ["“Take the report” may be late: it is due on 20 November 2026 at 5pm"]


def test_who_has_an_address_is_written_to_as_well_where_the_rung_says_so(store, council, inspection, tick):
    with unit_of_work(store) as work:
        row = people.user_by_id(work, council.leader.user_id)
        changes = {"email": "leader@council.example"}
        people.change_user(work, council.leader.user_id, changes, by=SYSTEM, row_version=row.row_version)
    tick(19, 11)
    with reading(store) as work:
        (letter,) = notices.list_notices(work)
        words = notices.body_of(work, letter.id)
        reference = cases.references(work, [inspection])[inspection]
    assert (letter.recipient, letter.channel, letter.case_id) == ("leader@council.example", "email", inspection)
    assert letter.subject == f"Work that may be late: {reference}"
    assert "“Inspect it” may be late" in words
    assert "Due on 19 November 2026 at 10am." in words


def test_an_address_that_is_none_holds_nothing_up(store, council, inspection, tick):
    with unit_of_work(store) as work:
        row = people.user_by_id(work, council.leader.user_id)
        changes = {"email": "ask at the desk"}
        people.change_user(work, council.leader.user_id, changes, by=SYSTEM, row_version=row.row_version)
    assert tick(19, 16) == 4
    with reading(store) as work:
        assert notices.list_notices(work) == ()


def test_a_calendar_that_moves_the_date_moves_the_rungs_with_it(store, council, inspection, tick):
    tick(18, 12)
    with unit_of_work(store) as work:
        kept = sla.calendar_detail(work, "england-mon-fri-9-17")
        closed = {**kept.hours.days, date(2026, 11, 19): SpecialDay((), "Burst pipe")}
        hours = Hours(kept.hours.week, closed, kept.hours.bank_holidays)
        sla.add_version(work, kept.key, hours, valid_from=date(2026, 11, 18), reason="Burst pipe", by=SYSTEM)
    sla.replan_clocks(store, cases.REPLANNED_TASKS)
    # then eight hours end on Friday at ten
    assert tick(18, 16) == 2
    assert tick(19, 11) == 0
    assert tick(20, 11) == 1


def test_without_a_ladder_nobody_is_told_and_a_new_clock_is_not_looked_at(store, council, begin, tick, statements):
    begin()
    with statements() as sent:
        assert tick(18, 16) == 0
    assert len(sent) == 1
    tick(28, 16)
    assert inbox(store, council.adviser, council.leader, council.head) == []


def test_a_spoilt_target_holds_nothing_up(store, council, inspection, begin, tick):
    with unit_of_work(store) as work:
        work.execute(text("UPDATE sla_clock SET target = 'spoilt' WHERE kind = 'step'"))
    begin()
    tick(28, 16)
    assert {name for name, *_ in escalations(store)} == {"Take the report"}


def test_the_cost_of_a_sweep_follows_what_is_due(store, council, begin, tick, statements):
    ladder(store, None, *LADDER)
    for _ in range(12):
        begin()
    with statements() as sent:
        assert tick(25, 16) == 48
    assert len(sent) <= 18
    with statements() as sent:
        assert tick(25, 17) == 0
    assert len(sent) == 1


def test_several_workers_tell_each_rung_exactly_once(store, council, begin, clock):
    ladder(store, None, *LADDER)
    for _ in range(15):
        begin()
    clock.advance(timedelta(days=9))
    barrier, found = Barrier(4), []

    def run():
        barrier.wait()
        found.append(0)
        while escalated := sweep(store, 4):
            found.append(escalated)

    workers = [Thread(target=run) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found.append(sweep(store))
    assert sum(found) == len(escalations(store)) == 15 * 4
    assert len({tuple(row[:3]) for row in escalations(store)}) == 4


def test_what_is_escalated_stands_on_the_timeline_of_the_case(store, council, inspection, tick):
    tick(19, 11)
    with reading(store) as work:
        actions = [entry.action for entry in cases.timeline(work, inspection, by=council.officer)]
    assert actions.count("sla:clock:escalated") == 3
