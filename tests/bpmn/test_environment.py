"""No text of a model reaches Python, wherever it stands; and no model can keep the machine busy for ever."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from engine import bpmn, feel
from engine.bpmn import Stuck, Tools, environment
from engine.bpmn.environment import Action, FeelEngine, FeelEnvironment
from engine.bpmn.failures import BudgetSpent
from engine.errors import EngineError
from tests.bpmn.models import NOW, compiled, document, events, flow, flows, process, users

CATCH = '<intermediateCatchEvent id="x">{}</intermediateCatchEvent>'
MANY = '<userTask id="x"><multiInstanceLoopCharacteristics>{}</multiInstanceLoopCharacteristics></userTask>'
SPIFF = 'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'


def inside(tag: str, inner: str, attributes: str = "") -> str:
    """The element `x` with something in it."""
    return f'<{tag} id="x" {attributes}>{inner}</{tag}>'


def extended(tag: str, inner: str) -> str:
    """The element `x` with a vendor's extension."""
    return inside(tag, f"<extensionElements {SPIFF}>{inner}</extensionElements>")


def spiff(name: str) -> str:
    """One of SpiffWorkflow's own extensions."""
    return f"<spiffworkflow:{name}>{{}}</spiffworkflow:{name}>"


LOOP = "<standardLoopCharacteristics><loopCondition>{}</loopCondition></standardLoopCharacteristics>"
OPERATOR = spiff("serviceTaskOperator").format('<spiffworkflow:parameter value="{}"/>')
PLACES = {
    "script": inside("scriptTask", "<script>{}</script>"),
    "python script": inside("scriptTask", "<script>{}</script>", 'scriptFormat="python"'),
    "feel script": inside("scriptTask", "<script>{{a: {}}}</script>", 'scriptFormat="feel"'),
    "zeebe script": extended("scriptTask", '<zeebe:script expression="={}" resultVariable="r"/>'),
    "pre-script": extended("userTask", spiff("preScript")),
    "post-script": extended("userTask", spiff("postScript")),
    "duration": CATCH.format("<timerEventDefinition><timeDuration>{}</timeDuration></timerEventDefinition>"),
    "date": CATCH.format("<timerEventDefinition><timeDate>{}</timeDate></timerEventDefinition>"),
    "cycle": CATCH.format("<timerEventDefinition><timeCycle>{}</timeCycle></timerEventDefinition>"),
    "cardinality": MANY.format("<loopCardinality>{}</loopCardinality>"),
    "completion": MANY.format("<loopCardinality>2</loopCardinality><completionCondition>{}</completionCondition>"),
    "collection": inside("userTask", '<multiInstanceLoopCharacteristics camunda:collection="{}"/>'),
    "loop": inside("userTask", LOOP),
    "conditional": CATCH.format("<conditionalEventDefinition><condition>{}</condition></conditionalEventDefinition>"),
    "service": inside("serviceTask", "", 'camunda:expression="{}" camunda:resultVariable="r"'),
    "service parameter": extended("serviceTask", OPERATOR),
    "ad hoc": inside("adHocSubProcess", '<userTask id="i"/><completionCondition>{}</completionCondition>'),
    "listener": extended("userTask", '<camunda:taskListener event="create" expression="{}"/>'),
    "assignee": inside("userTask", "", 'camunda:assignee="{}" camunda:dueDate="{}"'),
    "name": inside("userTask", "", 'name="{}"'),
    "call": inside("callActivity", "", 'calledElement="{}"'),
    "decision": inside("businessRuleTask", "", 'camunda:decisionRef="{}"'),
    "message payload": inside("sendTask", "", 'messageRef="M"'),
}
PAYLOADS = (
    "__import__('os').system('touch {canary}')",
    "${{''.getClass().forName('java.lang.Runtime')}}",
    "=open('{canary}','w')",
    "[c for c in ().__class__.__base__.__subclasses__()]",
    "exec(&quot;open('{canary}','w')&quot;)",
    "import os; os.system('touch {canary}')",
    "{{{{7*7}}}}",
)
MESSAGE = (
    '<message id="M" name="m"/><correlationProperty id="cp"><correlationPropertyRetrievalExpression messageRef="M">'
    "<messagePath>{}</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"
)


def walk(data: bytes) -> None:
    """Import, start, and do whatever can be done; every failure is one of ours."""
    said = ""
    try:
        translated = bpmn.translate(bpmn.read(data))
        spec = bpmn.compile_spec(translated.source.data, "p", bpmn.digest(translated.source))
        outcome = bpmn.start(spec, data={"n": 1}, now=NOW, tools=Tools())
        for number in range(8):
            later = NOW + timedelta(days=400 * (number + 1))
            outcome = bpmn.fire_timers(spec, outcome.state, outcome.data, now=later, tools=Tools())
            for task in outcome.waiting[:1]:
                outcome = bpmn.complete(spec, outcome.state, outcome.data, task.id, {"n": 2}, now=later, tools=Tools())
    except EngineError as error:
        said = error.message
    assert "Traceback" not in said


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("place", PLACES)
def test_text_in_a_model_never_runs_as_python(place: str, payload: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    text = payload.format(canary=canary)
    element = PLACES[place].replace("{}", text).replace("{{", "{").replace("}}", "}")
    body = events() + element + '<exclusiveGateway id="g"/>' + flows("s", "x", "g") + users("b") + flow("b", "e")
    condition = f"<conditionExpression>{text}</conditionExpression>"
    body += f'<sequenceFlow id="c" sourceRef="g" targetRef="e">{condition}</sequenceFlow>' + flow("g", "b")
    walk(document(MESSAGE.replace("{}", text), process(body)))
    assert not canary.exists()


def test_the_environment_itself_is_guarded_and_not_only_the_engine() -> None:
    environment = FeelEnvironment(Action({"n": 2}, NOW, Tools()))
    assert environment.evaluate("n + 1", {}) == 3
    assert environment.evaluate("n + 1", {"n": 5}) == 6
    with pytest.raises(Stuck):
        environment.call_service({})


@pytest.mark.parametrize("text", ["__import__('os').getcwd()", "().__class__", "lambda: 1", "open('x').read()"])
def test_python_in_the_environment_is_no_feel_or_means_nothing(text: str) -> None:
    environment = FeelEnvironment(Action({}, NOW, Tools()))
    try:
        value = environment.evaluate(text, {})
    except feel.FeelError:
        value = None
    assert value is None


def test_validating_an_expression_means_parsing_feel() -> None:
    engine = FeelEngine(Action({}, NOW, Tools()))
    engine.validate("a + 1")
    with pytest.raises(feel.FeelError):
        engine.validate("a +")


def test_data_named_like_a_function_does_not_hide_it() -> None:
    environment = FeelEnvironment(Action({"sum": 3, "list": [1, 2]}, NOW, Tools()))
    assert environment.evaluate("sum(list)", {}) == 3


def scripted(text: str) -> str:
    """A script task between start and end."""
    return inside("scriptTask", f"<script>{text}</script>", 'scriptFormat="feel"') + flows("s", "x", "e")


def cycle(text: str) -> str:
    """A task with a repeating timer beside it."""
    definition = f"<timerEventDefinition><timeCycle>{text}</timeCycle></timerEventDefinition>"
    event = f'<boundaryEvent id="b" attachedToRef="x" cancelActivity="false">{definition}</boundaryEvent>'
    return inside("userTask", "") + event + flows("s", "x", "e") + flow("b", "e")


RING = '<exclusiveGateway id="g"/>' + flow("x", "g") + flow("g", "x")
CENTURIES = "<timerEventDefinition><timeDuration>P99999999999Y</timeDuration></timerEventDefinition>"
HANGING = {
    "endless loop": scripted("{a: 1}").replace(flow("x", "e"), RING),
    "ten million instances": MANY.format("<loopCardinality>10000000</loopCardinality>") + flows("s", "x", "e"),
    "calls itself": inside("callActivity", "", 'calledElement="p"') + flows("s", "x", "e"),
    "months counted one by one": CATCH.format(CENTURIES) + flows("s", "x", "e"),
    "a cycle without length": cycle("R1000000000/PT0S"),
    "a cycle of a minute for years": cycle("R/PT1M"),
    "a long expression": scripted("{a: " + "(" * 4000),
    "nested iteration": scripted("{a: for i in 1..100000, j in 1..100000 return i*j}"),
}


@pytest.mark.parametrize("name", HANGING)
def test_a_model_that_would_run_for_ever_is_stopped(name: str) -> None:
    started = time.thread_time()
    walk(document(process(events() + HANGING[name])))
    assert time.thread_time() - started < 12


def choosing(condition: str, ways: int) -> bytes:
    """A gateway with so many ways out, each under the same condition."""
    body = events() + '<exclusiveGateway id="x" default="x-e"/>' + flows("s", "x", "e")
    text = f"<conditionExpression>{condition}</conditionExpression>"
    body += "".join(f'<sequenceFlow id="f{i}" sourceRef="x" targetRef="e">{text}</sequenceFlow>' for i in range(ways))
    return document(process(body))


def test_many_expressions_that_each_take_long_are_stopped_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "MAX_SECONDS", 0.2)
    spec = compiled(choosing("count(for i in 1..10000 return i + n) = 1", 300))
    started = time.thread_time()
    with pytest.raises(BudgetSpent, match="seconds of the processor") as caught:
        bpmn.start(spec, data={"n": 1}, now=NOW, tools=Tools())
    assert caught.value.element == "x"
    assert time.thread_time() - started < 2


def test_expressions_that_go_on_in_other_threads_are_stopped_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "MAX_WALL_SECONDS", 0.5)
    deep = "{f: function(i) if i = 0 then 0 else f(i - 1), r: f(400 + n)}.r = 1"
    with pytest.raises(BudgetSpent, match="took longer") as caught:
        bpmn.start(compiled(choosing(deep, 300)), data={"n": 1}, now=NOW, tools=Tools())
    assert caught.value.element == "x"


def test_reading_many_conditions_that_each_take_long_is_quick() -> None:
    data = choosing("count(for i in 1..10000 return i + 1) = 1", 300)
    started = time.thread_time()
    translated = bpmn.translate(bpmn.read(data))
    assert time.thread_time() - started < 3
    changes = [change for change in translated.changes if change.rule == "condition-not-understood"]
    assert len(changes) == 300
    assert "too many steps" in changes[0].message


def test_a_step_that_fails_keeps_the_failure_in_words() -> None:
    def broken(_key: str, _data: object) -> object:
        raise ZeroDivisionError("division by zero")

    body = events() + '<businessRuleTask id="x" camunda:decisionRef="d"/>' + flows("s", "x", "e")
    with pytest.raises(Stuck) as caught:
        bpmn.start(compiled(document(process(body))), data={}, now=NOW, tools=Tools(decide=broken))
    assert (caught.value.element, caught.value.cause) == ("x", "division by zero")
