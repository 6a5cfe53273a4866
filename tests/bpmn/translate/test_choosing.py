"""Where a model does not say how to decide, and where it says so in another tool's words."""

from __future__ import annotations

import pytest

from tests.bpmn.models import (
    FORM,
    Case,
    events,
    flow,
    flows,
    imported,
    live,
    model,
    repaired,
    users,
)


def choosing(*conditions: str, form: str = FORM, default: str = "") -> bytes:
    """A gateway `g` after a task with a form, to the tasks t0, t1, ..."""
    ways = "".join(flow("g", f"t{number}", text) + flow(f"t{number}", "e") for number, text in enumerate(conditions))
    gateway = f'<exclusiveGateway id="g" name="Approved?" {default}/>'
    tasks = users(*(f"t{number}" for number in range(len(conditions))))
    return model(events() + f'<userTask id="a">{form}</userTask>' + gateway + tasks + flows("s", "a", "g") + ways)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${approved}", True),
        ("${approved == true}", True),
        ("#{amount gt 3}", 5),
        ("= amount > 3", 5),
        ("amount >= 4 && amount < 9", 5),
    ],
)
def test_conditions_of_other_tools_are_written_as_feel(text: str, value: object) -> None:
    data = choosing(text, "", default='default="g-t1"')
    _, changes = imported(data)
    assert [change.element for change in changes["condition-translated"]] == ["g-t0"]
    assert live(data)
    yes, no = Case(repaired(data)), Case(repaired(data))
    yes.do("a", **{"approved" if value is True else "amount": value})
    no.do("a", approved=False, amount=0)
    assert (yes.waiting, no.waiting) == (["t0"], ["t1"])


@pytest.mark.parametrize(
    "text", ["${execution.getVariable('x')}", "if (a) { return true; }", '"yes"', "1", "${bean.check(amount)}", "a >"]
)
def test_a_condition_that_cannot_be_understood_becomes_a_persons_choice(text: str) -> None:
    data = choosing(text, "amount > 3", "")
    found, changes = imported(data)
    assert changes["condition-not-understood"][0].element == "g-t0"
    assert changes["choice"][0].element == "g"
    assert changes["condition-replaced"][0].element == "g-t1"
    assert not live(data)
    assert found.elements["Choose_g"].name == "Choose: Approved?"
    case = Case(repaired(data))
    case.do("a")
    assert case.waiting == ["Choose_g"]
    case.do("Choose_g", choice_g="g-t2")
    assert case.waiting == ["t2"]


def test_a_gateway_without_conditions_is_a_persons_choice_in_the_gateways_lane() -> None:
    lane = '<laneSet><lane id="l" name="Team"><flowNodeRef>g</flowNodeRef></lane></laneSet>'
    data = choosing("", "", "").replace(b'<startEvent id="s"/>', lane.encode() + b'<startEvent id="s"/>')
    found, _ = imported(data)
    step = found.elements["Choose_g"]
    assert step.lane == "Team"
    (field,) = step.form
    assert (field.type, field.label, field.constraints) == ("enum", "Approved?", {"required": "true"})
    assert field.values == (("g-t0", "T0"), ("g-t1", "T1"), ("g-t2", "T2"))


def test_the_only_flow_without_a_condition_is_taken_when_no_condition_holds() -> None:
    data = choosing("amount > 3", "")
    _, changes = imported(data)
    assert changes["default-flow"][0].element == "g-t1"
    case = Case(repaired(data))
    case.do("a", amount=1)
    assert case.waiting == ["t1"]


def test_conditions_on_names_that_nothing_sets_are_a_persons_choice() -> None:
    data = choosing("${stage == 'A'}", "${stage == 'B'}", form="")
    _, changes = imported(data)
    assert "gives a value to stage" in changes["choice"][0].message
    assert not live(data)


def test_an_inclusive_gateway_without_conditions_asks_for_each_of_its_ways() -> None:
    gateways = '<inclusiveGateway id="g" name="Which?"/><inclusiveGateway id="j"/>'
    body = events() + users("a", "b", "c") + gateways + flow("s", "g")
    data = model(body + "".join(flow("g", task) + flow(task, "j") for task in "abc") + flow("j", "e"))
    found, _ = imported(data)
    assert [field.label for field in found.elements["Choose_g"].form] == ["B", "C"]
    both, none = Case(repaired(data)), Case(repaired(data))
    both.do("Choose_g", take_g_b=True, take_g_c=True)
    none.do("Choose_g", take_g_b=False, take_g_c=False)
    assert (sorted(both.waiting), none.waiting) == (["b", "c"], ["a"])


def test_a_parallel_join_after_a_choice_waits_only_for_what_can_come() -> None:
    body = events() + users("a", "b") + '<exclusiveGateway id="g"/><parallelGateway id="j"/>' + flow("s", "g")
    data = model(body + flows("g", "a", "j") + flows("g", "b", "j") + flow("j", "e"))
    _, changes = imported(data)
    assert changes["join-after-choice"][0].element == "j"
    case = Case(repaired(data))
    case.do("Choose_g", choice_g="g-a")
    case.do("a")
    assert case.ended


def test_a_parallel_join_after_a_retry_inside_one_branch_is_left_alone() -> None:
    body = events() + f'<userTask id="a">{FORM}</userTask>' + users("b")
    body += '<parallelGateway id="g1"/><parallelGateway id="g2"/><exclusiveGateway id="m"/>'
    body += '<exclusiveGateway id="x" default="x-g2"/>'
    body += (
        flow("s", "g1") + flows("g1", "m", "a", "x", "g2", "e") + flows("g1", "b", "g2") + flow("x", "m", "amount > 3")
    )
    _, changes = imported(model(body))
    assert "join-after-choice" not in changes
    assert live(model(body))
