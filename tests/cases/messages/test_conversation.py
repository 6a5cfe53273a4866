"""Pools of one upload: each is a process of its own, and their cases answer each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from engine import audit, cases, definitions
from engine.cases import Begun, CaseView, Started
from engine.clock import FixedClock
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.cases.messages.pools import POOLS
from tests.council import Council, found_council, person

GoOn = Callable[..., None]


@pytest.fixture
def council(store: Store) -> Council:
    """Both pools of the model, approved by whoever approves the upload."""
    return found_council(store, POOLS)


@pytest.fixture
def enquire(store: Store, council: Council, go_on: GoOn) -> Callable[..., Started]:
    """An enquiry that has asked its question."""

    def begin(street: str = "Mill Lane", **begun: Any) -> Started:
        with unit_of_work(store) as work:
            started = cases.start(
                work, process_key="enquiry", site_id=council.site_id, by=council.adviser, begun=Begun(**begun)
            )
        go_on(started.id, street=street, caller="Mrs Quillfeather")
        return started

    return begin


def survey_of(store: Store, council: Council, enquiry: Started) -> CaseView:
    """The survey that an enquiry asked for."""
    with reading(store) as work:
        rows = cases.find_messages(work, by=council.administrator, status="delivered")
        (case_id,) = [case_id for row in rows if row.from_case_id == enquiry.id for case_id in row.case_ids]
        return cases.case(work, case_id, by=council.officer)


def data_of(store: Store, case_id: int) -> dict[str, object]:
    with reading(store) as work:
        query = text("SELECT data FROM case_state WHERE case_id = :id").bindparams(id=case_id)
        return dict(orjson.loads(work.value(query)))


def test_each_executable_pool_of_an_upload_is_a_process_of_its_own(store: Store, council: Council):
    with reading(store) as work:
        found = {process.key: process for process in definitions.processes(work)}
        beside = definitions.versions_beside(work, council.version_id)
    assert {key: process.name for key, process in found.items()} == {"enquiry": "Enquiry", "survey": "Survey"}
    assert {process.live_version_id for process in found.values()} == {one.version_id for one in beside.values()}
    assert {key: one.process_id for key, one in beside.items()} == {key: one.id for key, one in found.items()}


def test_the_same_file_again_makes_no_new_version_of_any_pool(store: Store, council: Council):
    with unit_of_work(store) as work:
        again = definitions.deploy(work, POOLS.encode(), service_id=council.service_id, by=SYSTEM)
    assert [one.outcome for one in (again, *again.beside)] == ["unchanged", "unchanged"]


def test_a_message_flow_starts_the_other_pool_and_its_answer_comes_back(
    store: Store, council: Council, enquire: Callable[..., Started], go_on: GoOn
):
    enquiry = enquire(customer_id=7, property_id=9)
    other = enquire("High Street")
    assert cases.deliver_due_messages(store) == 2

    survey = survey_of(store, council, enquiry)
    assert (survey.site_id, survey.owner_id) == (council.site_id, council.head.user_id)
    assert (survey.customer_id, survey.property_id) == (7, 9)
    assert [task.name for task in survey.open_tasks] == ["Look at it"]

    go_on(survey.id, finding="hole")
    cases.deliver_due_messages(store)

    with reading(store) as work:
        asked, waits = (cases.case(work, one.id, by=council.adviser) for one in (enquiry, other))
        entries = audit.entries(work, case_id=enquiry.id)
    assert asked.next_action == "Tell the customer"
    assert (waits.status, waits.next_action) == ("waiting", "Wait for the message “Answer”"), "it has its own survey"
    assert data_of(store, enquiry.id)["finding"] == "hole"
    told = [entry.facts for entry in entries if entry.action == "case:message:delivered"]
    assert told == [{"message": "Answer", "fields": ["finding", "street"], "from": survey.reference}]


def test_nothing_personal_goes_along_unless_the_model_says_so(
    store: Store, council: Council, enquire: Callable[..., Started]
):
    enquiry = enquire()
    cases.deliver_due_messages(store)

    assert data_of(store, survey_of(store, council, enquiry).id) == {"street": "Mill Lane"}
    with reading(store) as work:
        kept = work.value(text("SELECT string_agg(m::text, ' ') FROM case_message m"))
    assert "Quillfeather" not in kept


def test_what_is_thrown_to_a_pool_that_is_not_run_here_is_noted_and_not_kept(store: Store, council: Council):
    outside = POOLS.replace('name="Survey" isExecutable="true"', 'name="Survey" isExecutable="false"')
    with unit_of_work(store) as work:
        deployed = definitions.deploy(work, outside.encode(), service_id=council.service_id, by=SYSTEM)
        definitions.approve(work, deployed.version_id, SYSTEM)
        enquiry = cases.start(work, process_key="enquiry", site_id=council.site_id, by=council.adviser)
    with unit_of_work(store) as work:
        (task,) = cases.case(work, enquiry.id, by=council.officer).open_tasks
        cases.complete(work, task.id, answers={"street": "Mill Lane"}, by=council.adviser)

    assert deployed.beside == ()
    with reading(store) as work:
        (entry,) = audit.entries(work, case_id=enquiry.id, action="case:message:thrown")
        assert cases.find_messages(work, by=council.administrator) == []
    assert entry.facts == {"message": "Question", "to": "outside"}


KEYED = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="https://x.example" id="d">
  <bpmn:message id="m" name="Permit granted"><bpmn:extensionElements>
    <zeebe:subscription correlationKey="=permit"/></bpmn:extensionElements></bpmn:message>
  <bpmn:process id="{id}" name="{id}" isExecutable="true">
    <bpmn:startEvent id="s"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="ask" name="Ask"><bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing></bpmn:userTask>
    <bpmn:{tag} id="x"><bpmn:incoming>b</bpmn:incoming><bpmn:outgoing>c</bpmn:outgoing>
      <bpmn:messageEventDefinition id="y" messageRef="m"/></bpmn:{tag}>
    <bpmn:endEvent id="e"><bpmn:incoming>c</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="a" sourceRef="s" targetRef="ask"/><bpmn:sequenceFlow id="b" sourceRef="ask" targetRef="x"/>
    <bpmn:sequenceFlow id="c" sourceRef="x" targetRef="e"/>
  </bpmn:process></bpmn:definitions>"""


def test_a_message_of_another_process_finds_its_case_by_the_key_that_the_models_give(store: Store, council: Council):
    for name, tag in (("waits", "intermediateCatchEvent"), ("grants", "intermediateThrowEvent")):
        xml = KEYED.format(id=name, tag=tag)
        with unit_of_work(store) as work:
            deployed = definitions.deploy(work, xml.encode(), service_id=council.service_id, by=SYSTEM)
            definitions.approve(work, deployed.version_id, SYSTEM)

    def begin(key: str, permit: str) -> int:
        with unit_of_work(store) as work:
            started = cases.start(work, process_key=key, site_id=council.site_id, by=council.adviser)
            known = text("UPDATE case_state SET data = :data WHERE case_id = :id")
            work.execute(known, {"data": orjson.dumps({"permit": permit}), "id": started.id})
        with unit_of_work(store) as work:
            (task,) = cases.case(work, started.id, by=council.officer).open_tasks
            cases.complete(work, task.id, answers={}, by=council.officer)
        return started.id

    one, other = begin("waits", "P1"), begin("waits", "P2")
    begin("grants", "P2")
    begin("grants", "P3")
    cases.deliver_due_messages(store)

    with reading(store) as work:
        assert [cases.case(work, number, by=council.officer).status for number in (one, other)] == ["waiting", "ended"]
        waiting = cases.find_messages(work, by=council.administrator, status="waiting")
    assert [row.keys for row in waiting] == [["permit"]], "the permit that no case waits for is kept"


def test_an_answer_that_comes_before_it_is_waited_for_is_kept_for_its_case(
    store: Store, council: Council, clock: FixedClock
):
    """The enquiry has a step between asking and waiting, and the survey is quicker."""
    step = '<bpmn:userTask id="note" name="Note it"><bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f6</bpmn:outgoing>'
    slower = (
        POOLS.replace('sourceRef="ask" targetRef="hear"', 'sourceRef="ask" targetRef="note"')
        .replace(
            '<bpmn:intermediateCatchEvent id="hear"', f'{step}</bpmn:userTask><bpmn:intermediateCatchEvent id="hear"'
        )
        .replace(
            '<bpmn:sequenceFlow id="f4"',
            '<bpmn:sequenceFlow id="f6" sourceRef="note" targetRef="hear"/><bpmn:sequenceFlow id="f4"',
        )
        .replace('name="Hear"><bpmn:incoming>f3<', 'name="Hear"><bpmn:incoming>f6<')
        .replace("<bpmn:flowNodeRef>tell<", "<bpmn:flowNodeRef>note</bpmn:flowNodeRef><bpmn:flowNodeRef>tell<")
    )
    with unit_of_work(store) as work:
        deployed = definitions.deploy(work, slower.encode(), service_id=council.service_id, by=SYSTEM)
        definitions.approve(work, deployed.version_id, SYSTEM)
        enquiry = cases.start(work, process_key="enquiry", site_id=council.site_id, by=council.adviser)

    def complete(case_id: int, by: Any, **answers: object) -> None:
        with unit_of_work(store) as work:
            (task,) = cases.case(work, case_id, by=council.officer).open_tasks
            cases.complete(work, task.id, answers=answers, by=by)

    complete(enquiry.id, council.adviser, street="Mill Lane")
    cases.deliver_due_messages(store)
    complete(survey_of(store, council, enquiry).id, council.officer, finding="hole")
    clock.advance(timedelta(seconds=5))
    cases.deliver_due_messages(store)

    complete(enquiry.id, council.adviser)
    cases.deliver_due_messages(store)

    with reading(store) as work:
        assert cases.case(work, enquiry.id, by=council.adviser).next_action == "Tell the customer"


def test_in_a_walk_through_the_pools_answer_each_other_and_no_live_case_is_touched(store: Store, council: Council):
    with unit_of_work(store) as work:
        analyst = person(work, "analyst", "analyst", service_id=council.service_id)
        tried = cases.start_walk_through(work, version_id=council.version_id, site_id=council.site_id, by=analyst)

    def complete(case_id: int, **answers: object) -> None:
        with unit_of_work(store) as work:
            (task,) = cases.case(work, case_id, by=analyst).open_tasks
            cases.complete(work, task.id, answers=answers, by=analyst)

    complete(tried.id, street="Mill Lane")
    cases.deliver_due_messages(store)
    with reading(store) as work:
        (row,) = cases.find_messages(work, by=council.administrator)
        (other,) = row.case_ids
        assert cases.case(work, other, by=analyst).walk_through
    complete(other, finding="hole")
    cases.deliver_due_messages(store)

    with reading(store) as work:
        assert cases.case(work, tried.id, by=analyst).next_action == "Tell the customer"
