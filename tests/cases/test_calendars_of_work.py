"""Which calendar counts for a step, a case and a timer: the nearest one that somebody named."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine import cases, definitions, people, sla
from engine.cases import Begun
from engine.people import SYSTEM, Team, TeamDirectory
from engine.sla import Goal, Scope, Terms
from engine.store import Store, reading, unit_of_work
from tests.council import MODEL, found_council

TIMED = MODEL.replace(
    "<bpmn:timeDuration>P2D</bpmn:timeDuration>", '<bpmn:timeDate>due after("10 working hours")</bpmn:timeDate>'
)
AT_8PM, TOMORROW = (datetime(2026, 11, day, hour, tzinfo=UTC) for day, hour in ((18, 20), (19, 12)))


@pytest.mark.parametrize(
    ("of_team", "of_service", "mark", "dates"),
    [
        ({}, {}, "", (TOMORROW,) * 3),
        ({"calendar": "england-24x7"}, {}, "", (TOMORROW, AT_8PM, AT_8PM)),
        ({"channel_calendars": {"phone": "england-24x7"}}, {}, "", (TOMORROW, AT_8PM, AT_8PM)),
        ({"channel_calendars": {"web": "england-24x7"}}, {}, "", (TOMORROW,) * 3),
        ({}, {"channel_calendars": {"phone": "england-24x7"}}, "", (AT_8PM,) * 3),
        ({"calendar": "england-24x7"}, {}, "england-mon-fri-9-17", (TOMORROW, TOMORROW, AT_8PM)),
    ],
)
def test_case_step_and_timer_count_on_the_nearest_calendar(store: Store, of_team, of_service, mark: str, dates):
    council = found_council(store, TIMED)
    targets = {"report": {"target": "10 working hours", "calendar": ""}}
    targets["inspect"] = {"target": "10 working hours", "calendar": mark}
    with unit_of_work(store) as work:
        people.change_team(work, council.back_team_id, of_team, by=SYSTEM, row_version=1)
        people.change_service(work, council.service_id, of_service, by=SYSTEM, row_version=2)
        definitions.set_marks(work, council.process_id, targets, by=SYSTEM, reason="")
        begun = Begun(channel="phone")
        case_id = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser, begun=begun).id
    with unit_of_work(store) as work:
        (task,) = cases.case(work, case_id, by=council.adviser).open_tasks
        cases.complete(work, task.id, answers={"depth": 50}, by=council.adviser)
    with unit_of_work(store) as work:
        case = cases.case(work, case_id, by=council.officer)
        (inspection,) = case.open_tasks
        cases.complete(work, inspection.id, answers={"finding": "hole"}, by=council.officer)
    with reading(store) as work:
        assert (case.fulfil_by, inspection.due_at, cases.next_timer(work, case_id)) == dates


TEAM_PHONE, TEAM_OWN, SERVICE_PHONE, SERVICE_OWN = "team-phone", "team", "service-phone", "service"


@pytest.mark.parametrize(
    ("named", "counts"),
    [
        ({"goal", "mark", TEAM_PHONE, TEAM_OWN, SERVICE_PHONE, SERVICE_OWN}, "goal"),
        ({"mark", TEAM_PHONE, TEAM_OWN, SERVICE_PHONE, SERVICE_OWN}, "mark"),
        ({TEAM_PHONE, TEAM_OWN, SERVICE_PHONE, SERVICE_OWN}, TEAM_PHONE),
        ({TEAM_OWN, SERVICE_PHONE, SERVICE_OWN}, TEAM_OWN),
        ({SERVICE_PHONE, SERVICE_OWN}, SERVICE_PHONE),
        ({SERVICE_OWN}, SERVICE_OWN),
        (set(), sla.DEFAULT_CALENDAR),
        ({"goal", TEAM_PHONE}, "goal"),
        ({"mark", SERVICE_OWN}, "mark"),
        ({TEAM_OWN, SERVICE_PHONE}, TEAM_OWN),
    ],
)
def test_the_nearest_calendar_that_somebody_named_counts(named: set[str], counts: str):
    def of(key: str) -> str:
        return key if key in named else ""

    team = Team(
        1, "inspectors", "Inspectors", "back", 1, None, "council", "", (),
        calendar=of(TEAM_OWN), channel_calendars={"phone": of(TEAM_PHONE)},
    )  # fmt: skip
    directory = TeamDirectory(1, 1, (team,), of(SERVICE_OWN), {"phone": of(SERVICE_PHONE)})
    assert sla.calendar_of(directory, team, "phone", mark=of("mark"), goal=of("goal")) == counts


@pytest.mark.parametrize(("goal", "hour"), [("england-24x7", 20), ("", 12)])
def test_the_calendar_of_a_goal_comes_before_that_of_the_mark_and_the_team(store: Store, goal: str, hour: int):
    council = found_council(store)
    with unit_of_work(store) as work:
        definitions.set_marks(
            work, council.process_id, {"take": {"calendar": "england-mon-fri-9-17"}}, by=SYSTEM, reason=""
        )
        scope, terms = (
            Scope("step", council.service_id, "report", "take"),
            Terms((Goal("10 working hours", calendar=goal),)),
        )
        sla.add_target(work, "aim", "aim", scope, terms, valid_from=date(2026, 1, 1), by=SYSTEM)
    with unit_of_work(store) as work:
        case_id = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser).id
    with reading(store) as work:
        (task,) = cases.case(work, case_id, by=council.adviser).open_tasks
    assert (task.due_at.hour, task.due_at.day) == (hour, 18 if goal else 19)
