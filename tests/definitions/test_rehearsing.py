"""What an upload would do is told, and nothing of it stays."""

from __future__ import annotations

import pytest

from engine import definitions
from engine.audit import entries
from engine.definitions import ModelRefused, Rehearsal
from engine.store import unit_of_work
from tests.definitions.models import model
from tests.definitions.test_deploying import MARKED, TWO_STEPS, deploy

RENAMED = TWO_STEPS.replace("check", "look", 1).replace("-> check", "-> look")


def rehearse(store, council, drawing: str, live: frozenset[str] = frozenset()) -> Rehearsal:
    with unit_of_work(store) as work:
        asked = {"service_id": council.service, "by": council.analyst, "live_step_keys": lambda _work, _id: live}
        return definitions.rehearse(work, model(drawing), **asked)


def test_a_first_version_asks_nothing_and_leaves_nothing(store, council):
    found = rehearse(store, council, MARKED)
    assert (found.deployed.outcome, found.deployed.number, found.asks) == ("created", 1, False)
    with unit_of_work(store) as work:
        assert definitions.processes(work) == []
        assert entries(work, action="definitions:version:uploaded") == []


def test_lost_steps_ask_and_those_the_front_office_does_are_named(store, council):
    deploy(store, council, TWO_STEPS)
    found = rehearse(store, council, RENAMED, live=frozenset({"check", "reply"}))
    assert found.asks
    assert [step.step_key for step in found.live_lost] == ["check"]
    assert [(match.element_id, match.step_key) for match in found.deployed.steps.renamed] == [("look", "check")]


UNDECIDED = """
lane Planning: take how check reply
startEvent start
userTask take "Take it" field="round:boolean"
exclusiveGateway how "On a round?"
userTask check "Check it"
userTask reply "Write back"
endEvent end
start -> take -> how
how -> check
how -> reply
check -> end
reply -> end
"""
DECIDED = UNDECIDED.replace("how -> check", 'how -> check if "round = true"').replace(
    "how -> reply", "how -> reply default"
)


def test_a_choice_that_the_import_itself_had_added_is_not_asked_about(store, council):
    deploy(store, council, UNDECIDED)
    found = rehearse(store, council, DECIDED)
    assert [step.name for step in found.deployed.steps.lost] == ["Choose: On a round?"]
    assert not found.asks


def test_an_added_choice_that_the_front_office_does_is_asked_about(store, council):
    deploy(store, council, UNDECIDED)
    found = rehearse(store, council, DECIDED, live=frozenset({"Choose_how"}))
    assert [step.name for step in found.asked] == ["Choose: On a round?"]


def test_no_step_has_become_a_choice_that_the_import_adds(store, council):
    deploy(store, council, DECIDED.replace("check", "look"))
    found = rehearse(store, council, UNDECIDED)
    assert [step.element for step in found.asked] == ["look"]
    assert [step.element for step in found.offered] == ["check"]


def test_marks_that_would_change_ask(store, council):
    deploy(store, council, TWO_STEPS)
    found = rehearse(store, council, MARKED)
    assert (found.deployed.outcome, found.asks) == ("marks", True)


def test_a_refusal_is_raised_and_the_unit_of_work_goes_on(store, council):
    with unit_of_work(store) as work:
        with pytest.raises(ModelRefused):
            definitions.rehearse(
                work,
                model("startEvent start"),
                service_id=council.service,
                by=council.analyst,
                live_step_keys=lambda _work, _id: frozenset(),
            )
        assert definitions.processes(work) == []
