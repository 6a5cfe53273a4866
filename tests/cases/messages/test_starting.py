"""A message that nobody waits for starts a case of the process that begins with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import audit, cases, definitions, people
from engine.cases import Letter, Sent
from engine.errors import Conflict, NotFound, Refused
from engine.people import SYSTEM, Actor
from engine.store import Store, reading, unit_of_work
from tests.council import MODEL, Council, found_council, person

NAMED = '<bpmn:message id="web" name="Web form sent"/><bpmn:process id="report"'
BEGUN = '<bpmn:startEvent id="start" name="Reported"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>'
BY_WEB = (
    '<bpmn:startEvent id="sent" name="Sent"><bpmn:outgoing>w1</bpmn:outgoing>'
    '<bpmn:messageEventDefinition id="w" messageRef="web"/></bpmn:startEvent>'
    '<bpmn:sequenceFlow id="w1" sourceRef="sent" targetRef="inspect"/>'
)
EITHER = MODEL.replace('<bpmn:process id="report"', NAMED).replace(BEGUN, BEGUN + BY_WEB)
Send = Callable[..., Sent]


@pytest.fixture
def council(store: Store) -> Council:
    """A process that a person starts with the report, and a web form with the inspection."""
    return found_council(store, EITHER)


@pytest.fixture
def web(store: Store, outside: Actor) -> Send:
    """Send “Web form sent” from outside."""

    def send(by: Actor | None = None, **letter: object) -> Sent:
        with unit_of_work(store) as work:
            return cases.send_message(work, Letter("Web form sent", **letter), by=by or outside)

    return send


def test_a_message_starts_a_case_at_its_event_with_what_it_brings(
    store: Store, council: Council, web: Send, outside: Actor
):
    sent = web(payload={"depth": 55, "photo": "17"}, site_id=council.other_site_id)

    assert sent.case_id is not None
    with reading(store) as work:
        case = cases.case(work, sent.case_id, by=council.officer)
        actions = [entry.action for entry in audit.entries(work, case_id=sent.case_id)]
    assert (case.site_id, case.owner_id) == (council.other_site_id, council.head.user_id)
    assert [task.name for task in case.open_tasks] == ["Inspect it"], "not the first step of a call"
    assert actions.count("case:message:delivered") == 1


def test_a_person_still_starts_at_the_plain_event(store: Store, council: Council):
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    assert [task.name for task in started.settled.opened] == ["Take the report"]


def test_each_message_starts_one_case(store: Store, council: Council, web: Send):
    started = {web(payload={"depth": 55}).case_id for _ in range(2)}

    cases.deliver_due_messages(store)
    assert len(started) == 2
    with reading(store) as work:
        rows = cases.find_messages(work, by=council.administrator)
    assert [(row.status, len(row.case_ids)) for row in rows] == [("delivered", 1)] * 2


def test_without_a_site_it_begins_where_the_council_begins(store: Store, council: Council, web: Send):
    sent = web(payload={"depth": 55})
    assert sent.case_id is not None
    with reading(store) as work:
        assert cases.case(work, sent.case_id, by=council.officer).site_id == people.sites(work)[0].id


def test_no_case_is_started_for_who_may_not_send_there(store: Store, council: Council, web: Send):
    with unit_of_work(store) as work:
        service = people.create_service(work, "planning", "Planning", by=SYSTEM)
        planners = person(work, "planners", "service_account", service_id=service.id)

    assert web(by=planners, payload={"depth": 55}).case_id is None


def test_a_site_that_does_not_exist_is_told(web: Send):
    with pytest.raises(NotFound):
        web(site_id=999)


def test_a_message_that_several_processes_start_with_starts_none(store: Store, council: Council, web: Send):
    with unit_of_work(store) as work:
        deployed = definitions.deploy(
            work, EITHER.encode(), service_id=council.service_id, by=SYSTEM, key="report-again"
        )
        definitions.approve(work, deployed.version_id, SYSTEM)

    with pytest.raises(Conflict, match="2 processes start"):
        web()


def test_once_its_version_is_replaced_the_message_starts_nothing(store: Store, council: Council, web: Send):
    with unit_of_work(store) as work:
        deployed = definitions.deploy(work, MODEL.encode(), service_id=council.service_id, by=SYSTEM)
        definitions.approve(work, deployed.version_id, SYSTEM)

    with pytest.raises(Refused, match="which case"):
        web()
