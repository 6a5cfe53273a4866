"""A called case is no request of its own: in figures, lists, rights, walk-throughs, and in what passes between them."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from engine import cases, definitions, people, sla
from engine.cases import Begun, CaseFilter, facts
from engine.errors import NotPermitted
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.calls import ALONE, CALLED, CALLER, begin, both, called, calls, do, drawn, look, upload, waiting
from tests.council import Council, person

RESTRICTED = (
    '<bpmn:userTask id="take" name="Take the request"><bpmn:extensionElements><camunda:formData>'
    '<camunda:formField id="amount" label="How much?" type="long"/>'
    '<camunda:formField id="injury" label="Who was hurt?" type="string"><camunda:properties>'
    '<camunda:property id="sensitivity" value="restricted"/></camunda:properties></camunda:formField>'
    "</camunda:formData></bpmn:extensionElements></bpmn:userTask>"
)


def test_a_called_case_counts_as_part_of_its_caller(store: Store, council: Council):
    both(store, council)
    started = begin(store, council, amount=1)
    child = called(store, started.id)
    do(store, council, child.id, "Look at the account")

    with reading(store) as work:
        case, work_of = facts.cases(), facts.work_of_cases()
        assert [row.id for row in work.execute(select(case.c.id))] == [started.id]
        of_case = select(work_of.c.name).where(work_of.c.case_id == started.id).order_by(work_of.c.id)
        named = [row.name for row in work.execute(of_case)]
        tasks = facts.tasks()
        counted = work.value(select(func.count()).select_from(tasks))
    assert named == ["Take the request", "Look at the account", "Write the receipt"]
    assert counted == 3


def test_hand_offs_of_a_called_case_are_those_of_its_caller(store: Store, council: Council):
    both(store, council)
    started = begin(store, council, amount=1)

    with reading(store) as work:
        passed = facts.hand_offs_of_cases()
        assert work.value(select(func.count()).where(passed.c.case_id == started.id)) == 1


def test_lists_of_cases_show_the_caller_and_a_called_case_where_its_process_is_asked_for(
    store: Store, council: Council
):
    both(store, council)
    started = begin(store, council, amount=1)
    child = called(store, started.id)

    def listed(**wanted: object) -> list[int]:
        with reading(store) as work:
            return [row.id for row in cases.find_cases(work, CaseFilter(**wanted), by=council.administrator)]

    assert listed() == [started.id]
    assert listed(process_id=child.process_id) == [child.id]


def test_a_called_case_has_no_clock_of_its_own_and_its_steps_have_theirs(store: Store, council: Council):
    both(store, council)
    started = begin(store, council, amount=1)
    child = called(store, started.id)
    with unit_of_work(store) as work:
        mark = {"pay": {"target": "2 working hours"}, "payment": {"target": "5 working days"}}
        definitions.set_marks(work, child.process_id, mark, by=SYSTEM, reason="As agreed")
    other = called(store, begin(store, council, amount=1).id)

    with reading(store) as work:
        clocks = sla.clocks(work, sla.ClockFilter(case_id=other.id))
    assert [clock.kind for clock in clocks] == ["step"]
    assert look(store, other.id).fulfil_by == look(store, started.id).fulfil_by is None


def test_a_called_case_has_the_owner_the_contact_and_the_customer_of_its_caller(store: Store, council: Council):
    both(store, council)
    with unit_of_work(store) as work:
        begun = Begun(contact_id=5, customer_id=7, property_id=9)
        started = cases.start(work, process_key="request", site_id=council.site_id, by=council.adviser, begun=begun)
    do(store, council, started.id, "Take the request", amount=1)

    child = look(store, called(store, started.id).id)
    assert (child.contact_id, child.customer_id, child.property_id) == (5, 7, 9)
    assert (child.owner_id, child.site_id, child.walk_through) == (council.adviser.user_id, council.site_id, False)


def test_who_may_read_and_work_in_the_caller_may_in_the_called_case_of_another_service(store: Store, council: Council):
    with unit_of_work(store) as work:
        other = people.create_service(work, "finance", "Finance", by=SYSTEM)
        people.create_team(work, "cashiers", "Cashiers", kind="back", service_id=other.id, by=SYSTEM)
        stranger = person(work, "stranger", "officer", service_id=other.id)
        deployed = definitions.deploy(work, drawn("payment", CALLED), service_id=other.id, by=SYSTEM)
        definitions.approve(work, deployed.version_id, SYSTEM)
    upload(store, council, "request", CALLER)
    started = begin(store, council, amount=1)
    child = called(store, started.id)

    (task,) = look(store, child.id).open_tasks
    assert task.team_id == council.back_team_id, "the lane of the call is one of the caller's service"
    with reading(store) as work:
        assert cases.case(work, child.id, by=council.officer).full
        assert not cases.case(work, started.id, by=stranger).full
    do(store, council, child.id, "Look at the account")
    with pytest.raises(NotPermitted), unit_of_work(store) as work:
        cases.suspend(work, started.id, reason="No", by=stranger)


def test_a_walk_through_walks_through_what_it_calls_though_nobody_has_approved_it(store: Store, council: Council):
    with unit_of_work(store) as work:
        definitions.deploy(work, drawn("payment", ALONE), service_id=council.service_id, by=SYSTEM)
    version_id = upload(store, council, "request", CALLER).version_id
    with unit_of_work(store) as work:
        started = cases.start_walk_through(work, version_id=version_id, site_id=council.site_id, by=SYSTEM)

    walk(store, started.id, "Take the request")
    child = called(store, started.id)
    assert look(store, child.id).walk_through
    walk(store, child.id, "Look at the account")
    walk(store, child.id, "Write the receipt")

    assert waiting(store, started.id) == ["Tell the customer"]


def test_in_a_walk_through_a_person_does_what_no_process_is_there_for(store: Store, council: Council):
    deployed = upload(store, council, "request", CALLER)
    assert deployed.stage == "check"
    with unit_of_work(store) as work:
        started = cases.start_walk_through(work, version_id=deployed.version_id, site_id=council.site_id, by=SYSTEM)

    walk(store, started.id, "Take the request")
    assert waiting(store, started.id) == ["Take the payment"]
    upload(store, council, "payment", ALONE)
    walk(store, started.id, "Take the payment")

    assert waiting(store, started.id) == ["Tell the customer"]
    assert calls(store, started.id).called == ()


def test_nothing_restricted_goes_into_a_case_whose_process_does_not_restrict_it(store: Store, council: Council):
    line = 'userTask take "Take the request" field="amount:long"'
    both(store, council, CALLER.replace(line, RESTRICTED))
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="request", site_id=council.site_id, by=council.adviser)
    do(store, council, started.id, "Take the request", amount=1, injury="Quillfeather")

    child = called(store, started.id)
    (task,) = look(store, child.id).open_tasks
    with reading(store) as work:
        assert dict(cases.task(work, task.id, by=council.officer).data) == {"amount": 1}
    do(store, council, child.id, "Look at the account")
    do(store, council, child.id, "Write the receipt", receipt="R")
    with reading(store) as work:
        given = cases.known_values(work, started.id, by=SYSTEM)
    assert "injury" in {value.field.key for value in given}, "the caller still knows it"


def walk(store: Store, case_id: int, name: str) -> None:
    """Do the open task of this name of a walk-through."""
    (task,) = [one for one in look(store, case_id).open_tasks if one.name == name]
    with unit_of_work(store) as work:
        cases.complete(work, task.id, answers={}, by=SYSTEM)
