"""Which calendar counts for a step, a case and a timer: the nearest one that somebody named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine import cases, definitions, people
from engine.cases import Begun
from engine.people import SYSTEM
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
