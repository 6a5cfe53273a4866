"""Multi-instance activities and standard loops."""

from __future__ import annotations

from typing import Any

import pytest

from engine.bpmn import BudgetSpent, Stuck
from tests.bpmn.models import Case, compiled, events, flow, flows, model, users


def several(
    inner: str, *, sequential: bool = False, attributes: str = "", task: str = "userTask", body: str = ""
) -> bytes:
    marker = f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}" {attributes}>{inner}'
    marker += "</multiInstanceLoopCharacteristics>"
    return model(
        events() + f'<{task} id="m" name="Many">{body}{marker}</{task}>' + users("z") + flows("s", "m", "z", "e")
    )


PEOPLE = 'camunda:collection="people" camunda:elementVariable="person"'


def test_parallel_instances_wait_together_each_with_its_item() -> None:
    case = Case(compiled(several("", attributes=PEOPLE)), {"people": ["Ann", "Bo", "Cy"]})
    assert [dict(task.values) for task in case.outcome.waiting] == [
        {"person": "Ann", "loopCounter": 1},
        {"person": "Bo", "loopCounter": 2},
        {"person": "Cy", "loopCounter": 3},
    ]
    for number in (1, 0, 0):
        assert "z" not in case.waiting
        case.do("m", number)
    assert case.waiting == ["z"]
    assert case.data == {"people": ["Ann", "Bo", "Cy"]}


def test_sequential_instances_wait_one_after_the_other() -> None:
    case = Case(compiled(several("", sequential=True, attributes=PEOPLE)), {"people": ["Ann", "Bo"]})
    seen: list[Any] = []
    while case.waiting == ["m"]:
        seen.append(case.outcome.waiting[0].values["person"])
        case.do("m")
    assert seen == ["Ann", "Bo"]
    assert case.waiting == ["z"]


@pytest.mark.parametrize("sequential", [True, False])
def test_a_number_of_instances_may_be_an_expression(sequential: bool) -> None:
    spec = compiled(several("<loopCardinality>n + 1</loopCardinality>", sequential=sequential))
    case = Case(spec, {"n": 2})
    for _ in range(3):
        assert "m" in case.waiting
        case.do("m")
    assert case.waiting == ["z"]
    assert Case(spec, {"n": -1}).waiting == ["z"]


@pytest.mark.parametrize("data", [{"n": "three"}, {"n": 0.5}, {"n": -5}, {}])
def test_a_number_of_instances_that_is_none_is_an_incident(data: dict[str, object]) -> None:
    with pytest.raises(Stuck) as caught:
        Case(compiled(several("<loopCardinality>n</loopCardinality>")), data)
    assert caught.value.element == "m"


def test_a_collection_that_is_no_list_is_an_incident() -> None:
    with pytest.raises(Stuck, match="not a list"):
        Case(compiled(several("", attributes=PEOPLE)), {"people": "Ann"})


@pytest.mark.parametrize("sequential", [True, False])
def test_ten_million_instances_are_stopped_at_once(sequential: bool) -> None:
    with pytest.raises(BudgetSpent, match="1,000 instances"):
        Case(compiled(several("<loopCardinality>10000000</loopCardinality>", sequential=sequential)))


def test_a_completion_condition_withdraws_the_rest() -> None:
    inner = "<loopCardinality>4</loopCardinality><completionCondition>nrOfCompletedInstances >= 2</completionCondition>"
    case = Case(compiled(several(inner.replace(">=", "&gt;="))))
    case.do("m")
    case.do("m")
    assert case.waiting == ["z"]
    assert case.trace.count(("m", "cancelled")) == 2


def test_results_are_collected_in_the_order_of_the_items() -> None:
    marker = (
        '<extensionElements><zeebe:loopCharacteristics inputCollection="people" inputElement="person" '
        'outputCollection="greetings" outputElement="&quot;Hello &quot; + person"/></extensionElements>'
    )
    case = Case(compiled(several(marker)), {"people": ["Ann", "Bo"]})
    case.do("m", 1)
    assert "greetings" not in case.data
    case.do("m")
    assert case.data["greetings"] == ["Hello Ann", "Hello Bo"]


def test_every_instance_of_a_subprocess_keeps_its_own_item() -> None:
    inner = '<startEvent id="is"/><endEvent id="ie"/>' + users("a", "b") + flows("is", "a", "b", "ie")
    case = Case(compiled(several("", attributes=PEOPLE, task="subProcess", body=inner)), {"people": ["Ann", "Bo"]})
    case.do("a", 1)
    assert [(task.element, task.values["person"]) for task in case.outcome.waiting] == [("a", "Ann"), ("b", "Bo")]
    case.do("a")
    case.do("b")
    case.do("b")
    assert case.waiting == ["z"]
    assert "person" not in case.data


def test_a_boundary_event_withdraws_all_instances() -> None:
    event = '<boundaryEvent id="t" attachedToRef="m"><timerEventDefinition><timeDuration>PT1H</timeDuration>'
    event += "</timerEventDefinition></boundaryEvent>" + flow("t", "z", identifier="tz")
    data = several("<loopCardinality>3</loopCardinality>").replace(b"</process>", event.encode() + b"</process>")
    case = Case(compiled(data))
    case.do("m")
    case.later(hours=1)
    assert case.waiting == ["z"]


def looping(inner: str, attributes: str = "") -> bytes:
    marker = f"<standardLoopCharacteristics {attributes}>{inner}</standardLoopCharacteristics>"
    return model(events() + f'<userTask id="m">{marker}</userTask>' + users("z") + flows("s", "m", "z", "e"))


def test_a_standard_loop_goes_on_while_its_condition_holds() -> None:
    case = Case(compiled(looping("<loopCondition>again</loopCondition>")))
    case.do("m", again=True)
    case.do("m", again=False)
    assert case.waiting == ["z"]


def test_a_standard_loop_may_be_tested_before_its_first_round() -> None:
    data = looping("<loopCondition>again</loopCondition>", 'testBefore="true"')
    assert Case(compiled(data), {"again": False}).waiting == ["z"]
    assert Case(compiled(data), {"again": True}).waiting == ["m"]


def test_a_standard_loop_ends_at_its_maximum() -> None:
    case = Case(compiled(looping("<loopCondition>true</loopCondition>", 'loopMaximum="3"')))
    for _ in range(3):
        case.do("m")
    assert case.waiting == ["z"]


def test_a_standard_loop_of_a_script_that_never_ends_is_stopped() -> None:
    marker = "<standardLoopCharacteristics><loopCondition>true</loopCondition></standardLoopCharacteristics>"
    task = f'<scriptTask id="m" scriptFormat="feel"><script>{{n: 1}}</script>{marker}</scriptTask>'
    with pytest.raises(BudgetSpent):
        Case(compiled(model(events() + task + flows("s", "m", "e"))))


def test_a_long_standard_loop_stays_small() -> None:
    case = Case(compiled(looping("<loopCondition>true</loopCondition>", 'loopMaximum="1200"')))
    sizes = set()
    for _ in range(1200):
        sizes.add(len(case.outcome.state))
        case.do("m")
    assert case.waiting == ["z"]
    assert max(sizes) < 500
