"""Calls of processes elsewhere: which version they mean, what goes in and comes back, by the words of each tool."""

from __future__ import annotations

from typing import Any

import pytest

from engine import bpmn
from engine.bpmn import NothingCatches, WaitingCall
from tests.bpmn.models import (
    Case,
    between,
    document,
    events,
    flow,
    flows,
    imported,
    live,
    model,
    process,
    repaired,
    users,
)

CALL = '<callActivity id="x" name="Pay" calledElement="payment" {more}><extensionElements>{inner}</extensionElements>'


def called(inner: str = "", more: str = "", **data: Any) -> Case:
    """A case that stands at a call between start and end."""
    return Case(repaired(between(CALL.format(inner=inner, more=more) + "</callActivity>")), data)


def call(case: Case) -> WaitingCall:
    """The one call that the case waits for."""
    (found,) = case.outcome.calls
    return found


def answer(case: Case, **known: object) -> dict[str, Any]:
    """What the case knows once the called one has ended, which knew this."""
    made = bpmn.complete_job(
        case.spec, case.outcome.state, case.data, call(case).id, known, now=case.now, tools=case.tools
    )
    return case._keep(made).data


def test_a_call_that_says_nothing_gives_all_and_takes_all():
    case = called(amount=3, name="Quill")

    assert (call(case).process, call(case).binding, call(case).name) == ("payment", "latest", "Pay")
    assert call(case).inputs == {"amount": 3, "name": "Quill"}
    assert (case.outcome.jobs, case.waiting, case.ended) == ((), [], False), "no system and no person is asked"
    assert answer(case, amount=4, receipt="R") == {"amount": 4, "name": "Quill", "receipt": "R"}
    assert case.ended


@pytest.mark.parametrize(
    ("inner", "inputs", "known"),
    [
        ('<camunda:in source="amount" target="sum"/>', {"sum": 3}, {"amount": 3, "name": "Quill"}),
        (
            '<camunda:in variables="all"/><camunda:out source="receipt" target="paid"/>',
            {"amount": 3, "name": "Quill"},
            {"amount": 3, "name": "Quill", "paid": "R"},
        ),
        (
            '<camunda:in sourceExpression="${amount * 2}" target="sum"/><camunda:out variables="all"/>',
            {"sum": 6},
            {"amount": 9, "name": "Quill", "receipt": "R"},
        ),
        (
            '<camunda:in businessKey="#{execution.processBusinessKey}"/>',
            {"amount": 3, "name": "Quill"},
            {"amount": 9, "name": "Quill", "receipt": "R"},
        ),
        (
            '<zeebe:calledElement processId="payment" propagateAllChildVariables="false"/>',
            {"amount": 3, "name": "Quill"},
            {"amount": 3, "name": "Quill"},
        ),
        (
            '<zeebe:calledElement processId="payment" propagateAllParentVariables="false"/><zeebe:ioMapping>'
            '<zeebe:input source="=amount + 1" target="sum"/><zeebe:output source="=receipt" target="paid"/>'
            "</zeebe:ioMapping>",
            {"sum": 4},
            {"amount": 3, "name": "Quill", "paid": "R"},
        ),
    ],
)
def test_a_call_passes_what_its_tool_says(inner: str, inputs: dict[str, object], known: dict[str, object]):
    case = called(inner, amount=3, name="Quill")

    assert call(case).inputs == inputs
    assert answer(case, amount=9, receipt="R") == known


@pytest.mark.parametrize(
    ("inner", "more", "meant"),
    [
        ("", 'camunda:calledElementBinding="deployment"', ("deployment", "")),
        ("", 'camunda:calledElementBinding="version" camunda:calledElementVersion="7"', ("version", "7")),
        ("", 'camunda:calledElementBinding="versionTag" camunda:calledElementVersionTag="v2"', ("versionTag", "v2")),
        (
            '<zeebe:calledElement processId="payment" bindingType="versionTag" versionTag="v2"/>',
            "",
            ("versionTag", "v2"),
        ),
    ],
)
def test_a_call_says_which_version_it_means(inner: str, more: str, meant: tuple[str, str]):
    found = call(called(inner, more))

    assert (found.binding, found.bound_to) == meant


def test_what_a_call_says_of_its_data_is_used_and_keeps_no_model_from_running():
    mapping = '<camunda:in source="a" target="b"/><camunda:out source="c" target="d"/>'

    assert live(between(CALL.format(inner=mapping, more="") + "</callActivity>"))


def test_a_call_of_a_process_of_the_file_stays_within_the_case():
    other = process('<startEvent id="os"/><endEvent id="oe"/>' + users("t") + flows("os", "t", "oe"), "payment")
    body = events() + CALL.format(inner="", more="") + "</callActivity>" + flows("s", "x", "e")
    case = Case(repaired(document(process(body), other)))

    assert (case.waiting, case.outcome.calls) == (["t"], ())


def test_an_error_of_the_called_case_is_caught_at_the_border_or_by_nobody():
    case = called()

    with pytest.raises(NothingCatches):
        bpmn.raise_error(
            case.spec, case.outcome.state, case.data, call(case).id, "poor", {}, now=case.now, tools=case.tools
        )
    assert call(case).process == "payment", "the case is unharmed"


def test_an_escalation_of_the_called_case_starts_what_catches_it_beside_the_call():
    border = (
        '<boundaryEvent id="b" attachedToRef="x" cancelActivity="false"><escalationEventDefinition/></boundaryEvent>'
    )
    body = events("e", "f") + CALL.format(inner="", more="") + "</callActivity>" + border + users("t")
    case = Case(repaired(model(body + flows("s", "x", "e") + flow("b", "t") + flow("t", "f"))))

    given = {"now": case.now, "tools": case.tools}
    case._keep(bpmn.escalate(case.spec, case.outcome.state, case.data, call(case).id, "more", **given))
    assert (case.waiting, len(case.outcome.calls)) == (["t"], 1)


def test_an_error_that_ends_a_case_and_escalations_that_leave_it_are_told():
    body = (
        '<startEvent id="s"/><intermediateThrowEvent id="up"><escalationEventDefinition/></intermediateThrowEvent>'
        '<endEvent id="e"><errorEventDefinition errorRef="poor"/></endEvent>' + flows("s", "up", "e")
    )
    case = Case(repaired(document(process(body), '<error id="poor" errorCode="no-funds"/>')))

    assert (case.ended, case.outcome.error, case.outcome.escalations) == (True, "no-funds", ("",))


def test_a_call_that_cannot_be_read_is_told_with_its_cause():
    data = between('<callActivity id="x" calledElement="payment" camunda:calledElementBinding="newest"/>')
    _, changes = imported(data)

    assert "'newest', is none of: latest" in changes["call-without-process"][0].message
