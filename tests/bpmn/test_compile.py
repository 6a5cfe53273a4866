"""Compiled models: cached, shared by threads, and refused by element where something cannot run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine import bpmn
from engine.bpmn import Tools
from engine.bpmn.compile import CACHED
from engine.errors import NotFound, Refused
from tests.bpmn.models import NOW, Case, compiled, events, flow, flows, model, repaired, users

SIMPLE = model(events() + users("a") + flows("s", "a", "e"))


def test_the_same_digest_and_process_is_compiled_once() -> None:
    assert bpmn.compile_spec(SIMPLE, "p", "same") is bpmn.compile_spec(b"not even read", "p", "same")
    assert bpmn.compile_spec(SIMPLE, "p", "other") is not bpmn.compile_spec(SIMPLE, "p", "same")


def test_the_cache_does_not_grow_without_end() -> None:
    first = bpmn.compile_spec(SIMPLE, "p", "first of many")
    for number in range(CACHED):
        bpmn.compile_spec(SIMPLE, "p", f"many {number}")
    assert bpmn.compile_spec(SIMPLE, "p", "first of many") is not first


def test_a_process_that_is_not_in_the_file_is_not_found() -> None:
    with pytest.raises(NotFound, match="no process with the id q"):
        bpmn.compile_spec(SIMPLE, "q", "x")


def test_elements_that_cannot_run_are_refused_by_id() -> None:
    body = events() + '<serviceTask id="svc"/><complexGateway id="cg"/><callActivity id="k" calledElement="${other}"/>'
    with pytest.raises(Refused) as caught:
        compiled(model(body + flows("s", "svc", "cg", "k", "e")))
    assert [problem.where for problem in caught.value.problems] == ["svc", "cg", "k"]


def test_a_chain_of_a_thousand_steps_compiles_and_runs_to_its_end() -> None:
    steps = [f"t{number}" for number in range(1000)]
    data = model(events() + users(*steps) + flows("s", *steps, "e"))
    case = Case(repaired(data))
    for step in steps[:300]:
        case.do(step)
    assert case.waiting == ["t300"]


def test_subprocesses_nested_nine_deep_run() -> None:
    inner = users("a")
    for level in range(9):
        start, end, sub = f"s{level}", f"e{level}", f"sub{level}"
        first = "a" if level == 0 else f"sub{level - 1}"
        inner = f'<startEvent id="{start}"/><endEvent id="{end}"/>{inner}' + flows(start, first, end)
        inner = f'<subProcess id="{sub}">{inner}</subProcess>'
    case = Case(compiled(model(events() + inner + flows("s", "sub8", "e"))))
    case.do("a")
    assert case.ended


def test_ids_that_the_library_uses_itself_are_ids_like_any_other() -> None:
    body = (
        '<startEvent id="Start"/><endEvent id="End"/>'
        + users("Root", "p.EndJoin")
        + flows("Start", "Root", "p.EndJoin", "End")
    )
    case = Case(compiled(model(body)))
    case.do("Root")
    case.do("p.EndJoin")
    assert case.outcome.end_events == ("End",)


def test_one_compiled_model_serves_many_threads_at_once() -> None:
    marker = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    body = events() + f'<userTask id="m">{marker}</userTask>' + '<inclusiveGateway id="o1"/><inclusiveGateway id="o2"/>'
    body += users("a", "b") + flow("s", "o1") + flow("o1", "a", "true") + flow("o1", "b", "n > 0")
    body += flow("a", "o2") + flow("b", "o2") + flows("o2", "m", "e")
    spec = compiled(model(body))

    def one(number: int) -> tuple[bool, object]:
        case = Case(spec, {"n": number})
        while not case.ended:
            case.do(case.waiting[0], mine=number)
        return case.ended, case.data["mine"]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(200))) == [(True, number) for number in range(200)]


def test_what_was_set_aside_is_not_part_of_what_runs() -> None:
    start = '<startEvent id="es"><timerEventDefinition/></startEvent>'
    aside = f'<subProcess id="ev" triggeredByEvent="true">{start}</subProcess>'  # without a time it never starts
    aside += '<task id="undo" isForCompensation="true"/>'
    case = Case(repaired(model(events() + users("a") + aside + flows("s", "a", "e"))))
    case.do("a")
    assert case.ended


def test_starting_needs_only_what_is_passed_in() -> None:
    outcome = bpmn.start(compiled(SIMPLE), data={}, now=NOW, tools=Tools())
    assert outcome.waiting[0].element == "a"
    assert outcome.waiting[0].name == "A"
