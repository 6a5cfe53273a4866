"""A message that nobody waits for starts a case of the process that begins with it."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import pytest
from sqlalchemy import text

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


FORM = (
    "<bpmn:extensionElements><camunda:formData>"
    '<camunda:formField id="depth" label="How deep is it?" type="long"><camunda:validation>'
    '<camunda:constraint name="required"/></camunda:validation></camunda:formField>'
    '<camunda:formField id="seen" label="When was it seen?" type="date"/>'
    "</camunda:formData></bpmn:extensionElements>"
)
SENT = '<bpmn:startEvent id="sent" name="Sent">'
WITH_FORM = EITHER.replace(SENT, SENT + FORM)
BY_PERSON = '<bpmn:startEvent id="start" name="Reported">'
WITH_ANOTHER_FORM = EITHER.replace(BY_PERSON, BY_PERSON + FORM)
DRAWN = '<bpmn:endEvent id="told" name="Explained"><bpmn:incoming>f8</bpmn:incoming>'
VERY = (
    "<bpmn:extensionElements><camunda:inputOutput>"
    "<camunda:inputParameter name='depth'>\"very\"</camunda:inputParameter>"
    "</camunda:inputOutput></bpmn:extensionElements>"
)
THROWING = WITH_FORM.replace(
    DRAWN, f'{DRAWN.replace("<bpmn:in", VERY + "<bpmn:in")}<bpmn:messageEventDefinition id="thrown" messageRef="web"/>'
)
"""It sends the web form itself, with a depth that is no number."""


def send_to(store: Store, model: str, payload: dict[str, object]) -> tuple[Council, Sent]:
    """What comes of a web form that is sent to the council with this model."""
    council = found_council(store, model)
    with unit_of_work(store) as work:
        web = person(work, "web", "service_account", service_id=council.service_id)
    with unit_of_work(store) as work:
        return council, cases.send_message(work, Letter("Web form sent", payload=payload), by=web)


@pytest.mark.parametrize("model", [WITH_FORM, WITH_ANOTHER_FORM])
def test_what_it_brings_is_taken_as_the_start_form_takes_it(store: Store, model: str):
    council, sent = send_to(store, model, {"depth": "55", "seen": "2026-11-01", "photo": "17"})
    with reading(store) as work:
        given = cases.answers(work, sent.case_id, by=council.officer)[0].answers
        data = orjson.loads(work.value(text("SELECT data FROM case_state")))
    assert given == {"depth": 55, "seen": "2026-11-01"}
    assert data == {"depth": 55, "seen": "2026-11-01", "photo": "17"}, "what the form does not ask for comes as it is"


@pytest.mark.parametrize("model", [WITH_FORM, WITH_ANOTHER_FORM])
def test_a_value_of_another_kind_is_refused_to_the_sender_with_its_field(store: Store, model: str):
    with pytest.raises(Refused) as refused:
        send_to(store, model, {"depth": "very", "seen": [1], "photo": "17"})

    assert {problem.where for problem in refused.value.problems} == {"payload.depth", "payload.seen"}
    with reading(store) as work:
        assert work.value(text("SELECT count(*) FROM case_case")) == 0
        assert work.value(text("SELECT count(*) FROM case_message")) == 0, "and nothing of it is kept"


def test_what_the_form_of_its_own_start_needs_has_to_be_there(store: Store):
    with pytest.raises(Refused) as refused:
        send_to(store, WITH_FORM, {"seen": "2026-11-01"})
    assert [problem.where for problem in refused.value.problems] == ["payload.depth"]


def test_what_only_the_form_for_people_needs_may_be_missing(store: Store):
    council, sent = send_to(store, WITH_ANOTHER_FORM, {"seen": "2026-11-01"})
    with reading(store) as work:
        assert cases.case(work, sent.case_id, by=council.officer).status == "open"


def test_what_a_case_throws_and_a_form_cannot_take_waits_with_the_reason(store: Store):
    council = found_council(store, THROWING)
    with unit_of_work(store) as work:
        started = cases.start(
            work, process_key="report", site_id=council.site_id, by=council.adviser, answers={"depth": 1}
        )
        for answers in ({"depth": 1}, {}):
            (task,) = cases.case(work, started.id, by=council.adviser).open_tasks
            cases.complete(work, task.id, answers=answers, by=council.adviser)

    assert cases.deliver_due_messages(store) == 1

    with reading(store) as work:
        (row,) = cases.find_messages(work, by=council.administrator)
        assert work.value(text("SELECT count(*) FROM case_case")) == 1
    assert (row.status, "starts no case" in row.problem, "How deep is it" in row.problem) == ("waiting", True, True)
