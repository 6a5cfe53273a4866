"""The priority of a task: as each tool writes it, by the case's data of the moment when the step is reached."""

from __future__ import annotations

import pytest

from engine import bpmn
from engine.bpmn import Stuck
from tests.bpmn.models import Case, between, events, flows, imported, live, model, repaired, users

ZEEBE = '<extensionElements><zeebe:priorityDefinition priority="{}"/></extensionElements>'


def task(attributes: str = "", inner: str = "") -> bytes:
    return between(f'<userTask id="x" name="Look" {attributes}>{inner}</userTask>')


def opened(data: bytes, **known: object) -> int:
    """The priority of the one task that waits when a case has begun."""
    (waiting,) = Case(repaired(data), dict(known)).outcome.waiting
    return waiting.priority


@pytest.mark.parametrize(
    "data",
    [
        task('bpr:priority="80"'),
        task('bpr:priority="= amount"'),
        task('bpr:priority="if amount = 80 then 80 else 20"'),
        task('camunda:priority="80"'),
        task('camunda:priority="${amount}"'),
        task(inner=ZEEBE.format("80")),
        task(inner=ZEEBE.format("=amount")),
        task('bpr:priority="80" camunda:priority="20"'),
    ],
)
def test_it_is_read_as_each_tool_writes_it(data: bytes):
    assert live(data)
    assert opened(data, amount=80) == 80


@pytest.mark.parametrize("data", [task(), task('bpr:priority="amount"'), task(inner=ZEEBE.format(""))])
def test_a_task_that_says_nothing_or_nothing_that_is_known_is_as_usual(data: bytes):
    assert live(data)
    assert opened(data) == 50


@pytest.mark.parametrize(
    ("value", "said"), [(101, "101"), (-1, "-1"), (2.5, "2.5"), ("high", "no number"), (True, "no number")]
)
def test_a_value_that_is_no_priority_makes_the_case_stuck_at_the_step(value: object, said: str):
    with pytest.raises(Stuck) as stuck:
        opened(task('bpr:priority="amount"'), amount=value)

    assert (stuck.value.element, said in stuck.value.cause) == ("x", True)


@pytest.mark.parametrize("text", ["101", "2.5", "&quot;high&quot;", "7 +* 2", "${cond.call(1)}", "true"])
def test_what_can_never_be_one_is_taken_away_and_keeps_the_model_a_walk_through(text: str):
    _, changes = imported(task(f'camunda:priority="{text}"'))

    (change,) = changes["priority"]
    assert (change.element, change.blocks_live) == ("x", True)
    assert opened(task(f'camunda:priority="{text}"')) == 50


def test_what_another_tool_says_otherwise_is_told_as_it_is_taken_over():
    _, changes = imported(task('camunda:priority="${amount}"'))

    assert [(change.message, change.blocks_live) for change in changes["priority"]] == [
        ("The priority was written as FEEL: amount", False)
    ]
    assert "priority" not in imported(task('bpr:priority="amount"'))[1]


def test_it_stays_as_it_was_when_the_task_was_reached():
    body = events() + users("a") + '<userTask id="b" bpr:priority="amount"/>'
    both = body + '<parallelGateway id="f"/><parallelGateway id="j"/>' + flows("s", "f", "a", "j", "e")
    case = Case(repaired(model(both + flows("f", "b", "j"))), {"amount": 90})

    case.do("a", amount=10)

    assert [(waiting.element, waiting.priority) for waiting in case.outcome.waiting] == [("b", 90)]


def test_each_instance_goes_by_its_own_item():
    script = '<scriptTask id="w" camunda:resultVariable="amounts"><script>[10, 90]</script></scriptTask>'
    marker = '<multiInstanceLoopCharacteristics camunda:collection="amounts" camunda:elementVariable="amount"/>'
    each = f'<userTask id="x" bpr:priority="amount">{marker}</userTask>'
    case = Case(repaired(model(events() + script + each + flows("s", "w", "x", "e"))))

    assert [waiting.priority for waiting in case.outcome.waiting] == [10, 90]


def test_another_priority_is_another_model_as_marks_are_not():
    one, other = (bpmn.digest(bpmn.read(task(f'bpr:priority="{number}"'))) for number in (60, 70))

    assert one != other
