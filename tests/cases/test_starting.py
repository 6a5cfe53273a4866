"""Starting a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from engine import audit, cases, definitions, people, sla
from engine.cases import CaseView, Started
from engine.errors import NotFound, NotPermitted
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.council import Council

Begin = Callable[..., Started]
Look = Callable[[int], CaseView]


def test_a_case_begins_with_a_reference_an_owner_a_next_action_and_a_promised_date(
    begin: Begin, look: Look, council: Council
):
    started = begin(contact_id=7)

    case = look(started.id)
    assert (case.reference, case.status) == (started.reference, "open")
    assert case.owner_id == council.adviser.user_id
    assert case.next_action == "Take the report"
    assert case.next_team_id == council.front_team_id
    assert case.promised_at == datetime(2026, 11, 20, 17, 0, tzinfo=UTC), "2 working days after Wednesday 18 November"
    assert case.contact_id == 7


def test_the_first_step_waits_for_the_front_office_team_of_the_site_its_lane_names(
    begin: Begin, look: Look, council: Council
):
    started = begin(site_id=council.other_site_id)

    (task,) = look(started.id).tasks
    assert (task.name, task.team_id, task.office) == ("Take the report", council.other_front_team_id, "front")


def test_clocks_run_for_the_case_and_for_its_step(store: Store, begin: Begin):
    started = begin()

    with reading(store) as work:
        running = sla.clocks(work, sla.ClockFilter(case_id=started.id))
    assert {(clock.kind, clock.name) for clock in running} == {("case", "Report a defect"), ("step", "Take the report")}


def test_the_start_is_on_the_timeline(store: Store, begin: Begin):
    started = begin(contact_id=7)

    with reading(store) as work:
        actions = [entry.action for entry in audit.entries(work, case_id=started.id)]
    assert actions == ["case:task:opened", "case:case:started"]


def test_a_process_without_a_live_version_cannot_be_started(store: Store, council: Council):
    with pytest.raises(NotFound, match="no approved version"), unit_of_work(store) as work:
        cases.start(work, process_key="nothing", site_id=council.site_id, by=council.adviser)


def test_a_head_of_service_cannot_start_cases(store: Store, council: Council):
    with pytest.raises(NotPermitted), unit_of_work(store) as work:
        cases.start(work, process_key="report", site_id=council.site_id, by=council.head)


def test_references_never_hold_letters_that_are_misread(begin: Begin):
    references = "".join(begin().reference for _ in range(20))

    assert not set(references) & set("ILO01")


def test_without_a_mark_that_says_otherwise_time_counts_on_the_service_s_calendar(
    store: Store, begin: Begin, look: Look, council: Council
):
    with unit_of_work(store) as work:
        service = people.service_by_id(work, council.service_id)
        changes = {"default_calendar": "england-24x7"}
        people.change_service(work, service.id, changes, by=SYSTEM, row_version=service.row_version)
        wanted = {key: {"target": "8 working hours", "calendar": ""} for key in ("take", "report")}
        definitions.set_marks(work, council.process_id, wanted, by=SYSTEM, reason="")

    case = look(begin().id)

    assert case.promised_at == case.fulfil_by == case.started_at + timedelta(hours=8)
