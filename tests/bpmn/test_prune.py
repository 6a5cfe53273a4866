"""A case that is pruned, saved and loaded at every step does exactly what one does that is never touched."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn import Spec, Stuck, Tools
from engine.bpmn.environment import Action
from engine.bpmn.run import advance
from engine.bpmn.spiff import TaskState
from engine.bpmn.workflow import CaseWorkflow
from tests.bpmn.models import NOW, Case, compiled, events, flow, model


class Untouched:
    """A case that stays in memory and keeps every task it ever had."""

    def __init__(self, spec: Spec, data: dict[str, Any]) -> None:
        self.case = CaseWorkflow(spec.top, dict(spec.scopes), Action(dict(data), NOW, Tools()))
        self.case.begin()
        advance(self.case)

    def waiting(self) -> list[Any]:
        """The tasks that wait for a person."""
        found = [task for scope in self.case.scopes_outermost_first() for task in scope.tasks.values()]
        return [task for task in found if task.state == TaskState.READY and task.task_spec.manual]

    def do(self, element: str, values: dict[str, Any], answers: dict[str, Any]) -> None:
        """Complete the first waiting task of this element with these values of its own."""
        task = next(one for one in self.waiting() if one.task_spec.bpmn_id == element and one.data == values)
        self.case.action.assign(answers)
        task.run()
        advance(self.case)

    def trace(self) -> list[tuple[str, str]]:
        """What happened, as `Case.trace` tells it."""
        return [(done.element, done.kind) for done in self.case.action.happened]


class Builder:
    """Draws a structured model: blocks inside blocks, each with one way in and one way out."""

    def __init__(self, draw: Any) -> None:
        self.draw, self.number, self.parts = draw, 0, []

    def name(self, kind: str) -> str:
        """A new id."""
        self.number += 1
        return f"{kind}{self.number}"

    def add(self, tag: str, kind: str, inner: str = "", attributes: str = "") -> str:
        """Add an element and say its id."""
        identifier = self.name(kind)
        self.parts.append(f'<{tag} id="{identifier}" {attributes}>{inner}</{tag}>')
        return identifier

    def link(self, source: str, target: str, condition: str = "") -> str:
        """Add a flow and say its id."""
        identifier = self.name("f")
        self.parts.append(flow(source, target, condition, identifier))
        return identifier

    def block(self, depth: int) -> tuple[str, str]:
        """One block; its first and last element."""
        steps = [self._task, self._task]
        larger = [self._sequence, self._xor, self._parallel, self._inclusive, self._loop, self._many, self._sub]
        larger += [self._boundary, self._beside, self._freely, self._undone]
        make: Callable[[int], tuple[str, str]] = self.draw(st.sampled_from([*steps, *larger] if depth else steps))
        return make(depth - 1)

    def _task(self, _depth: int) -> tuple[str, str]:
        task = self.add("userTask", "t")
        return task, task

    def _sequence(self, depth: int) -> tuple[str, str]:
        first, last = self.block(depth), self.block(depth)
        self.link(first[1], last[0])
        return first[0], last[1]

    def _xor(self, depth: int) -> tuple[str, str]:
        split, join = self.name("x"), self.add("exclusiveGateway", "x")
        ways = [self.block(depth), self.block(depth)]
        chosen = [self.link(split, ways[0][0], "n > 4"), self.link(split, ways[1][0])]
        self.parts.append(f'<exclusiveGateway id="{split}" default="{chosen[1]}"/>')
        for way in ways:
            self.link(way[1], join)
        return split, join

    def _parallel(self, depth: int) -> tuple[str, str]:
        return self._branches("parallelGateway", depth, ["", "", ""])

    def _inclusive(self, depth: int) -> tuple[str, str]:
        return self._branches("inclusiveGateway", depth, ["n > 3", "n > 6", "true"])

    def _branches(self, tag: str, depth: int, conditions: list[str]) -> tuple[str, str]:
        split, join = self.add(tag, "g"), self.add(tag, "g")
        for condition in conditions[: self.draw(st.integers(2, 3))] if tag == "parallelGateway" else conditions:
            first, last = self.block(depth)
            self.link(split, first, condition)
            self.link(last, join)
        return split, join

    def _loop(self, depth: int) -> tuple[str, str]:
        merge, split = self.add("exclusiveGateway", "x"), self.name("x")
        first, last = self.block(depth)
        self.link(merge, first)
        self.link(last, split)
        self.link(split, merge, "n < 3")
        out = self.add("exclusiveGateway", "x")
        self.parts.append(f'<exclusiveGateway id="{split}" default="{self.link(split, out)}"/>')
        return merge, out

    def _many(self, _depth: int) -> tuple[str, str]:
        sequential = str(self.draw(st.booleans())).lower()
        marker = f'<multiInstanceLoopCharacteristics isSequential="{sequential}"><loopCardinality>2</loopCardinality>'
        task = self.add("userTask", "m", marker + "</multiInstanceLoopCharacteristics>")
        return task, task

    def _sub(self, depth: int) -> tuple[str, str]:
        outer, self.parts = self.parts, []
        start, end = self.add("startEvent", "s"), self.add("endEvent", "e")
        first, last = self.block(depth)
        self.link(start, first)
        self.link(last, end)
        inner, self.parts = "".join(self.parts), outer
        sub = self.add("subProcess", "sub", inner)
        return sub, sub

    def _boundary(self, depth: int) -> tuple[str, str]:
        host = self._sub(depth)[0]
        out = self.add("exclusiveGateway", "x")
        event = self.name("b")
        definition = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
        self.parts.append(f'<boundaryEvent id="{event}" attachedToRef="{host}">{definition}</boundaryEvent>')
        self.link(host, out)
        self.link(event, out)
        return host, out

    def _beside(self, depth: int) -> tuple[str, str]:
        """A subprocess with an event subprocess that a condition starts, ending it or beside it."""
        outer, self.parts = self.parts, []
        self._started_by("n > 6")
        start, (first, last) = self.add("startEvent", "s"), self.block(depth)
        self.link(start, first)
        self.link(last, self.add("endEvent", "e"))
        inner, self.parts = "".join(self.parts), outer
        sub = self.add("subProcess", "sub", inner)
        return sub, sub

    def _started_by(self, condition: str) -> None:
        outer, self.parts = self.parts, []
        interrupting = f'isInterrupting="{str(self.draw(st.booleans())).lower()}"'
        definition = f"<conditionalEventDefinition><condition><![CDATA[{condition}]]></condition>"
        start = self.add("startEvent", "s", definition + "</conditionalEventDefinition>", interrupting)
        first, last = self._task(0)
        self.link(start, first)
        self.link(last, self.add("endEvent", "e"))
        inner, self.parts = "".join(self.parts), outer
        self.add("subProcess", "ev", inner, 'triggeredByEvent="true"')

    def _freely(self, _depth: int) -> tuple[str, str]:
        """An ad-hoc subprocess, with or without a condition that ends it."""
        outer, self.parts = self.parts, []
        first, second, _ = self._task(0)[0], self._task(0)[0], self._task(0)
        self.link(first, second)
        inner, self.parts = "".join(self.parts), outer
        if self.draw(st.booleans()):
            inner = f"<completionCondition><![CDATA[n > 4]]></completionCondition>{inner}"
        keeps = f'cancelRemainingInstances="{str(self.draw(st.booleans())).lower()}"'
        sub = self.add("adHocSubProcess", "h", inner, keeps)
        return sub, sub

    def _undone(self, depth: int) -> tuple[str, str]:
        """Two things that can be undone, one of them in a subprocess, and an event that undoes them."""
        outer, self.parts = self.parts, []
        start, (first, last) = self.add("startEvent", "s"), self.block(min(depth, 1))
        inside = self._can_be_undone()
        self.link(start, first)
        self.link(last, inside)
        self.link(inside, self.add("endEvent", "e"))
        inner, self.parts = "".join(self.parts), outer
        sub, task = self.add("subProcess", "sub", inner), self._can_be_undone()
        back = self.add("intermediateThrowEvent", "back", "<compensateEventDefinition/>")
        self.link(sub, task)
        self.link(task, back)
        return sub, back

    def _can_be_undone(self) -> str:
        task, undo = self.add("userTask", "t"), self.add("userTask", "u", "", 'isForCompensation="true"')
        event = self.add("boundaryEvent", "c", "<compensateEventDefinition/>", f'attachedToRef="{task}"')
        self.add("association", "as", "", f'sourceRef="{event}" targetRef="{undo}"')
        return task


@st.composite
def models(draw: Any) -> bytes:
    """A random structured model."""
    builder = Builder(draw)
    first, last = builder.block(3)
    for _ in range(draw(st.integers(1, 3))):
        follows, end = builder.block(3)
        builder.link(last, follows)
        last = end
    body = events() + "".join(builder.parts) + flow("s", first, identifier="in") + flow(last, "e", identifier="out")
    return model(body)


def steps(spec: Spec, seed: int) -> Iterator[tuple[Case, Untouched]]:
    choice = random.Random(seed)
    touched, untouched = Case(spec, {"n": 5}), Untouched(spec, {"n": 5})
    yield touched, untouched
    for _ in range(60):
        if touched.ended:
            return
        task = choice.choice(touched.outcome.waiting)
        answers = {"n": choice.randrange(10), task.element: choice.randrange(10)}
        number = [one.id for one in touched.outcome.waiting if one.element == task.element].index(task.id)
        untouched.do(task.element, dict(task.values), answers)
        touched.do(task.element, number, **answers)
        yield touched, untouched


@settings(max_examples=120)
@given(models(), st.integers(0, 1000))
def test_pruned_and_never_touched_cases_do_the_same(data: bytes, seed: int) -> None:
    for touched, untouched in steps(compiled(data), seed):
        assert sorted(touched.waiting) == sorted(task.task_spec.bpmn_id for task in untouched.waiting())
        assert sorted(touched.trace) == sorted(untouched.trace())
        assert touched.data == untouched.case.action.data
        assert touched.ended == (not untouched.case.live_tasks())


def test_the_size_of_a_case_follows_what_is_open() -> None:
    tasks = [f"t{number}" for number in range(60)]
    body = events() + "".join(f'<userTask id="{task}"/>' for task in tasks)
    case = Case(compiled(model(body + "".join(flow(a, b) for a, b in zip(["s", *tasks], [*tasks, "e"], strict=True)))))
    sizes = []
    for task in tasks:
        sizes.append(len(case.outcome.state))
        case.do(task)
    assert max(sizes) - min(sizes) <= 1
    assert case.ended


def test_one_long_branch_beside_a_waiting_one_stays_small() -> None:
    body = (
        events()
        + '<userTask id="a"/><userTask id="b"/><exclusiveGateway id="m"/><exclusiveGateway id="x" default="out"/>'
    )
    body += '<parallelGateway id="g1"/><parallelGateway id="g2"/>' + flow("s", "g1") + flow("g1", "a") + flow("a", "g2")
    body += (
        flow("g1", "m")
        + flow("m", "b")
        + flow("b", "x")
        + flow("x", "m", "again")
        + flow("x", "g2", "", "out")
        + flow("g2", "e")
    )
    case = Case(compiled(model(body)))
    sizes = set()
    for _ in range(300):
        case.do("b", again=True)
        sizes.add(len(case.outcome.state))
    assert len(sizes) == 1
    case.do("b", again=False)
    with pytest.raises(IndexError):
        case.do("b")
    case.do("a")
    assert case.ended


def test_a_join_that_waits_survives_when_everything_before_it_is_gone() -> None:
    body = events() + '<userTask id="a"/><userTask id="b"/><parallelGateway id="g1"/><parallelGateway id="g2"/>'
    body += flow("s", "g1") + flow("g1", "a") + flow("g1", "b") + flow("a", "g2") + flow("b", "g2") + flow("g2", "e")
    case = Case(compiled(model(body)))
    case.do("a")
    assert b'"from":"a"' in case.outcome.state
    case.do("b")
    assert case.ended


def test_stuck_tells_its_element_and_cause() -> None:
    assert (Stuck("x", "why").element, Stuck("x", "why").cause) == ("x", "why")
    assert "stuck at x" in Stuck("x", "why").message
