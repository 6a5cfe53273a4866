"""Attainment is counted from the clocks' own events, month by month, with what it was counted of."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine import sla, standards
from engine.measures import latest_months
from engine.people import Actor
from engine.standards import Attained, Promise
from engine.store import reading, unit_of_work
from tests import running_clocks


def pieces(history, standard, months=2, by=None):
    with reading(history.store) as work:
        wanted = latest_months(work.now, months)
        return standards.pieces(work, standard, wanted, by=by or history.council.head), wanted


def counted(history, standard):
    found, _ = pieces(history, standard)
    whole = standards.attained(found)
    return whole.cases, whole.in_time, whole.agreed, whole.late


def test_a_case_finished_in_its_contact_and_one_of_two_days_against_one_day(history, set_standard):
    standard = set_standard("80", "1 calendar days")
    history.shallow()
    history.repaired()
    assert counted(history, standard) == (2, 1, 0, 1)


def test_the_standard_s_own_time_is_counted_whatever_each_clock_was_promised(history, set_standard):
    standard = set_standard("80", "1 working hours", "step", step_key="inspect", process_id=history.council.process_id)
    case_id = history.deep()
    history.wait(hours=2)
    history.complete(case_id, finding="a hole")
    (found,), _ = pieces(history, standard)
    assert (found.outcome, found.clock["breached_at"], found.clock["target"]) == ("late", None, "8 working hours")


def test_paused_time_does_not_count(history, set_standard):
    standard = set_standard("80", "2 working hours", "step")
    case_id = history.deep()
    with unit_of_work(history.store) as work:
        sla.pause_clocks(work, case_id, "The customer looks for a photograph", by=None)
    history.wait(hours=3)
    with unit_of_work(history.store) as work:
        sla.resume_clocks(work, case_id)
    history.wait(hours=1)
    history.complete(case_id, finding="a hole")
    assert counted(history, standard) == (2, 2, 0, 0)


def test_what_kept_a_date_agreed_later_is_neither_in_time_nor_late(history, set_standard):
    standard = set_standard("80", "1 working hours", "step", step_key="inspect", process_id=history.council.process_id)
    case_id = history.deep()
    with unit_of_work(history.store) as work:
        (clock,) = [one for one in sla.clocks(work, sla.ClockFilter(case_id=case_id)) if one.name == "Inspect it"]
        sla.extend_clock(work, clock.id, until=work.now + timedelta(days=9), reason="Agreed with Ann", by=None)
    history.wait(hours=3)
    history.complete(case_id, finding="a hole")
    assert counted(history, standard) == (1, 0, 1, 0)


def test_months_teams_and_the_whole_are_of_the_same_pieces(history, set_standard):
    standard = set_standard("80", "10 working days")
    history.shallow()
    history.wait(days=30)
    history.shallow()
    history.shallow()
    found, months = pieces(history, standard)
    assert [(month.key, one.cases) for month, one in standards.by_month(found, months)] == [
        ("2026-11", 1),
        ("2026-12", 2),
    ]
    assert standards.by_column(found, "team_id") == {history.council.front_team_id: Attained(3, 3, 0)}
    assert standards.attained(found) == Attained(3, 3, 0)


def test_each_piece_is_judged_by_the_version_that_held_on_the_day_it_ended(history, set_standard):
    set_standard("80", "3 calendar days")
    history.repaired()
    with unit_of_work(history.store) as work:
        standard = standards.change_standard(
            work,
            "repairs",
            Promise(Decimal(90), "1 calendar days"),
            valid_from=date(2026, 11, 21),
            reason="The committee wants it sooner",
            by=history.council.head,
        )
    history.wait(days=2)
    history.repaired()
    found, _ = pieces(history, standard)
    assert [piece.outcome for piece in found] == ["in-time", "late"]


def test_the_share_asked_for_is_met_exactly_or_not_at_all():
    promise = Promise(Decimal("99.95"), "24 hours")
    assert Attained(2000, 1999, 0).keeps(promise) is True
    assert Attained(2001, 1999, 0).keeps(promise) is False
    assert Attained().keeps(promise) is None
    assert (Attained().share, Attained(4, 1, 1).share, Attained(4, 1, 1).late) == (None, 0.25, 2)
    assert promise.words == "99.95% within 24 hours"


def test_walk_throughs_cancelled_and_open_work_are_not_counted(history, set_standard):
    standard = set_standard("80", "10 working days")
    history.walk_through()
    history.close(history.deep(), "withdrawn")
    history.deep()
    assert counted(history, standard) == (0, 0, 0, 0)


def test_open_work_past_the_time_is_told_beside_it(history, set_standard):
    standard = set_standard("80", "1 calendar days")
    case_id = history.deep()
    history.wait(days=3)
    history.deep()
    with reading(history.store) as work:
        late = standards.overdue_now(work, standard, by=history.council.head)
    assert [row["case_id"] for row in late] == [case_id]


def test_only_what_the_reader_may_see_is_counted(history, set_standard):
    standard = set_standard("80", "10 working days")
    history.shallow()
    found, _ = pieces(history, standard, by=Actor(99, "nobody", "Nobody"))
    assert found == []


def test_contacts_have_standards_too(history, set_standard, clock):
    standard = set_standard("95", "1 working hours", "contact")
    with unit_of_work(history.store) as work:
        start = sla.ClockStart("contact", "Telephone", history.council.service_id, target="1 working days", task_id=7)
        running_clocks.start(work, [start])
    clock.advance(timedelta(minutes=30))
    with unit_of_work(history.store) as work:
        running_clocks.stop(work, task_ids=[7])
    assert counted(history, standard) == (1, 1, 0, 0)


def test_no_month_has_no_work(history, set_standard):
    standard = set_standard("80", "10 working days")
    with reading(history.store) as work:
        assert standards.pieces(work, standard, (), by=history.council.head) == []


@pytest.mark.parametrize("kind", ["case", "step", "hand-off", "contact"])
def test_a_subject_of_any_kind_can_be_asked_for_before_anything_has_happened(history, set_standard, kind):
    assert counted(history, set_standard("80", "24 hours", kind)) == (0, 0, 0, 0)


def test_the_year_is_counted_in_a_few_statements(history, set_standard, statements):
    standard = set_standard("80", "10 working days")
    for _ in range(3):
        history.shallow()
    with statements() as run:
        pieces(history, standard, 12)
    assert len(run) <= 4
