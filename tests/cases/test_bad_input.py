"""What comes in wrong is refused and changes nothing; what comes in right is kept exactly as it came."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import text

from engine import cases, definitions
from engine.cases import Started
from engine.definitions import Confirmation
from engine.errors import Conflict, EngineError, Refused
from engine.forms import InvalidAnswers
from engine.people import SYSTEM, Actor
from engine.store import Store, reading, unit_of_work
from tests.bpmn.models import document, events, flow, flows, process, users
from tests.council import Council, person

NOTE = (
    '<extensionElements><camunda:formData><camunda:formField id="note" label="Note" type="string"/></camunda:formData>'
    "</extensionElements>"
)
HARMFUL = [{"typename": "UUID"}, {"__class__": "x"}, {"who": {"typename": 1}}, {"list": [{"__init__": 1}]}]


def told(*messages: str, then: str = "") -> bytes:
    """A model that waits for messages one after the other, and then looks whether `then` holds."""
    catch = '<intermediateCatchEvent id="{0}"><messageEventDefinition messageRef="{0}-m"/></intermediateCatchEvent>'
    body = events() + "".join(catch.format(name) for name in messages) + users("right", "wrong")
    body += '<exclusiveGateway id="x" default="x-wrong"/>' + flows("s", *messages, "x")
    body += flow("x", "right", then or "true") + flow("x", "wrong") + flow("right", "e") + flow("wrong", "e")
    return document("".join(f'<message id="{name}-m" name="{name}"/>' for name in messages), process(body, "told"))


@pytest.fixture
def analyst(store: Store, council: Council) -> Actor:
    with unit_of_work(store) as work:
        return person(work, "ana", "analyst", service_id=council.service_id)


def tried(store: Store, council: Council, analyst: Actor, data: bytes) -> Started:
    """A walk-through of this model."""
    with unit_of_work(store) as work:
        version = definitions.deploy(
            work, data, service_id=council.service_id, by=SYSTEM, confirm=Confirmation(marks=True)
        ).version_id
        return cases.start_walk_through(work, version_id=version, site_id=council.site_id, by=analyst)


def deliver(store: Store, case: Started, name: str, payload: Mapping[str, object], by: Actor) -> None:
    with unit_of_work(store) as work:
        letter = cases.Letter(name, reference=case.reference, payload=payload)
        cases.send_in_walk_through(work, letter, by=by)


def open_tasks(store: Store, case: Started, by: Actor) -> list[cases.CaseTask]:
    with reading(store) as work:
        return [task for task in cases.case(work, case.id, by=by).tasks if task.status == "open"]


@pytest.mark.parametrize("payload", HARMFUL)
def test_a_message_whose_values_could_harm_is_refused_and_the_case_goes_on_waiting(
    store: Store, council: Council, analyst: Actor, payload: Mapping[str, object]
) -> None:
    case = tried(store, council, analyst, told("news", then="fine = 1"))
    with pytest.raises(Refused):
        deliver(store, case, "news", payload, analyst)
    assert open_tasks(store, case, analyst) == []
    deliver(store, case, "news", {"fine": 1}, analyst)
    assert [task.name for task in open_tasks(store, case, analyst)] == ["RIGHT"]


@pytest.mark.parametrize("answers", HARMFUL)
def test_answers_under_names_that_nobody_asked_for_are_refused(
    store: Store, council: Council, answers: Mapping[str, object]
) -> None:
    with unit_of_work(store) as work:
        case = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    (task,) = open_tasks(store, case, council.adviser)
    with pytest.raises(InvalidAnswers), unit_of_work(store) as work:
        cases.complete(work, task.id, answers={"depth": 12, **answers}, by=council.adviser)
    assert open_tasks(store, case, council.adviser) == [task]


@pytest.mark.parametrize(
    ("before", "after", "then"),
    [
        ([1, 2, 3], [3, 1], "value = [3, 1]"),
        (["x", "y"], ["y", "x"], 'value = ["y", "x"]'),
        ([1], [], "value = []"),
        ({"a": 1, "b": [1, 2]}, {"b": [2]}, "value = {b: [2]}"),
    ],
)
def test_a_value_that_comes_again_replaces_the_one_before_whole(
    store: Store, council: Council, analyst: Actor, before: object, after: object, then: str
) -> None:
    case = tried(store, council, analyst, told("one", "two", then=then))
    deliver(store, case, "one", {"value": before}, analyst)
    deliver(store, case, "two", {"value": after}, analyst)
    assert [task.name for task in open_tasks(store, case, analyst)] == ["RIGHT"]


def test_what_a_script_changes_later_leaves_the_answer_of_an_earlier_task_as_it_was_given(
    store: Store, council: Council, analyst: Actor
) -> None:
    script = '<scriptTask id="c" scriptFormat="feel"><script>{note: "changed"}</script></scriptTask>'
    body = events() + f'<userTask id="a">{NOTE}</userTask>' + script + users("b") + flows("s", "a", "c", "b", "e")
    case = tried(store, council, analyst, document(process(body, "noted")))
    (task,) = open_tasks(store, case, analyst)
    with unit_of_work(store) as work:
        cases.complete(work, task.id, answers={"note": "as told"}, by=analyst)
    with reading(store) as work:
        (given,) = cases.answers(work, case.id, by=analyst)
    assert (given.task_id, dict(given.answers)) == (task.id, {"note": "as told"})


def test_a_task_that_is_done_or_of_another_version_of_itself_changes_nothing(
    store: Store, council: Council, analyst: Actor
) -> None:
    body = events() + users("a", "b") + flows("s", "a", "b", "e")
    case = tried(store, council, analyst, document(process(body, "short")))
    (task,) = open_tasks(store, case, analyst)
    with pytest.raises(Conflict), unit_of_work(store) as work:
        cases.complete(work, task.id, answers={}, by=analyst, if_version=task.row_version + 1)
    with unit_of_work(store) as work:
        cases.complete(work, task.id, answers={}, by=analyst)
    for number in (task.id, 999_999, 0, -1):
        with pytest.raises(EngineError), unit_of_work(store) as work:
            cases.complete(work, number, answers={}, by=analyst)
    assert [task.name for task in open_tasks(store, case, analyst)] == ["B"]


@pytest.mark.parametrize("document", [b"nonsense", b'{"format": 99, "scopes": []}', b'{"format": 1, "scopes": []}'])
def test_a_state_document_that_cannot_be_loaded_makes_the_case_stuck_and_keeps_it(
    store: Store, council: Council, document: bytes
) -> None:
    with unit_of_work(store) as work:
        case = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    (task,) = open_tasks(store, case, council.adviser)
    with unit_of_work(store) as work:
        spoil = text("update case_state set state = :document where case_id = :case")
        kept = work.value(text("select state from case_state where case_id = :case").bindparams(case=case.id))
        work.execute(spoil.bindparams(document=document, case=case.id))
    with unit_of_work(store) as work:
        done = cases.complete(work, task.id, answers={"depth": 50}, by=council.adviser)
    assert done.settled.status == "stuck"
    with reading(store) as work:
        (found,) = cases.stuck(work, by=council.administrator)
    assert "state document" in found.cause
    with unit_of_work(store) as work:
        work.execute(spoil.bindparams(document=bytes(kept), case=case.id))
    with unit_of_work(store) as work:
        cases.retry(work, case.id, by=council.administrator, reason="The document was put back")
    assert [task.name for task in open_tasks(store, case, council.adviser)] == ["Inspect it"]
