"""Which way a token goes, and how branches come together."""

from __future__ import annotations

from itertools import permutations

import pytest

from engine.bpmn import Stuck
from tests.bpmn.models import Case, compiled, events, flow, flows, model, users

XOR = '<exclusiveGateway id="x" {}/>'


def exclusive(*conditions: str, default: str = "") -> bytes:
    ways = "".join(flow("x", f"t{number}", text) + flow(f"t{number}", "e") for number, text in enumerate(conditions))
    tasks = users(*(f"t{number}" for number in range(len(conditions))))
    return model(events() + XOR.format(f'default="{default}"' if default else "") + tasks + flow("s", "x") + ways)


def test_the_first_true_condition_in_the_order_of_the_file_wins() -> None:
    data = exclusive("n > 1", "n > 0")
    assert Case(compiled(data), {"n": 5}).waiting == ["t0"]
    assert Case(compiled(data), {"n": 1}).waiting == ["t1"]


def test_the_picture_makes_no_difference() -> None:
    shape = '<s:BPMNShape xmlns:s="http://www.omg.org/spec/BPMN/20100524/DI" bpmnElement="{}"><b y="{}"/></s:BPMNShape>'
    drawn = shape.format("t0", 900) + shape.format("t1", 10)
    data = exclusive("n > 1", "n > 0").replace(b"</definitions>", drawn.encode() + b"</definitions>")
    assert Case(compiled(data), {"n": 5}).waiting == ["t0"]


def test_the_default_is_taken_only_when_nothing_else_holds_even_if_it_stands_first() -> None:
    data = exclusive("", "n > 1", default="x-t0")
    assert Case(compiled(data), {"n": 5}).waiting == ["t1"]
    assert Case(compiled(data), {"n": 0}).waiting == ["t0"]
    assert Case(compiled(data)).waiting == ["t0"]


def test_no_true_condition_and_no_default_is_an_incident_that_names_the_gateway() -> None:
    with pytest.raises(Stuck, match="no condition") as caught:
        Case(compiled(exclusive("n > 1", "n > 3")), {"n": 0})
    assert caught.value.element == "x"
    assert caught.value.cause.endswith("(looked at: n)")
    with pytest.raises(Stuck, match="looked at: n, which has no value"):
        Case(compiled(exclusive("n > 1", "n > 3")))


def test_an_incident_names_the_data_but_never_tells_its_values() -> None:
    with pytest.raises(Stuck) as caught:
        Case(compiled(exclusive('name = "Bo"', 'name = "Cy"')), {"name": "Ann Secret"})
    assert "Secret" not in caught.value.message


def test_a_condition_that_is_neither_true_nor_false_is_an_incident() -> None:
    with pytest.raises(Stuck, match="neither true nor false") as caught:
        Case(compiled(exclusive("n + 1", "true")), {"n": 0})
    assert caught.value.element == "x"


def test_the_flow_that_was_taken_is_told() -> None:
    happened = Case(compiled(exclusive("n > 1", "n > 0")), {"n": 5}).outcome.happened
    assert [(done.element, done.detail) for done in happened if done.element == "x"] == [("x", "x-t0")]


def parallel() -> bytes:
    body = events() + users("a", "b", "c", "z") + '<parallelGateway id="p1"/><parallelGateway id="p2"/>'
    body += flow("s", "p1") + "".join(flow("p1", task) + flow(task, "p2") for task in "abc") + flows("p2", "z", "e")
    return model(body)


@pytest.mark.parametrize("order", [*permutations("abc")])
def test_a_parallel_join_waits_for_every_branch_in_any_order(order: tuple[str, ...]) -> None:
    case = Case(compiled(parallel()))
    assert sorted(case.waiting) == ["a", "b", "c"]
    for task in order:
        assert "z" not in case.waiting
        case.do(task)
    assert case.waiting == ["z"]
    case.do("z")
    assert case.ended


@pytest.mark.parametrize("order", [*permutations(["ab", "ba", "ba"])])
def test_a_parallel_split_and_join_inside_a_loop_works_in_every_order_of_completion(order: tuple[str, ...]) -> None:
    body = events() + users("a", "b", "r") + '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="x-e"/>'
    body += '<parallelGateway id="p1"/><parallelGateway id="p2"/>' + flows("s", "m", "p1", "a", "p2", "r", "x", "e")
    body += flows("p1", "b", "p2") + flow("x", "m", "again")
    case = Case(compiled(model(body)))
    for number, both in enumerate(order):
        for task in both:
            case.do(task)
        assert case.waiting == ["r"]
        case.do("r", again=number < len(order) - 1)
    assert case.ended


def test_two_flows_between_the_same_two_elements_are_two_tokens() -> None:
    body = events() + users("a") + '<parallelGateway id="p1"/><parallelGateway id="p2"/>' + flow("s", "p1")
    body += flow("p1", "p2", identifier="f1") + flow("p1", "p2", identifier="f2") + flows("p2", "a", "e")
    assert Case(compiled(model(body))).waiting == ["a"]


def test_a_second_token_on_one_branch_waits_for_its_own_partner() -> None:
    body = events() + users("a", "b", "z") + '<parallelGateway id="p1"/><parallelGateway id="p2"/>'
    body += flow("s", "p1") + flow("p1", "a", identifier="f1") + flow("p1", "a", identifier="f2")
    body += flow("p1", "b") + flow("a", "p2") + flow("b", "p2") + flows("p2", "z", "e")
    case = Case(compiled(model(body)))
    assert sorted(case.waiting) == ["a", "a", "b"]
    case.do("a")
    case.do("a")
    case.do("b")
    assert case.waiting == ["z"]
    with pytest.raises(Stuck, match="can no longer arrive") as caught:
        case.do("z")
    assert caught.value.element == "p2"


def inclusive() -> bytes:
    body = (
        events() + users("a", "b", "c", "z") + '<inclusiveGateway id="o1" default="o1-c"/><inclusiveGateway id="o2"/>'
    )
    body += flow("s", "o1") + flow("o1", "a", "n > 0") + flow("o1", "b", "n > 1") + flow("o1", "c")
    return model(body + "".join(flow(task, "o2") for task in "abc") + flows("o2", "z", "e"))


@pytest.mark.parametrize(("number", "tasks"), [(0, ["c"]), (1, ["a"]), (2, ["a", "b"])])
def test_an_inclusive_join_waits_for_exactly_the_branches_that_were_taken(number: int, tasks: list[str]) -> None:
    case = Case(compiled(inclusive()), {"n": number})
    assert sorted(case.waiting) == tasks
    for task in reversed(tasks):
        assert "z" not in case.waiting
        case.do(task)
    assert case.waiting == ["z"]


def test_an_inclusive_join_goes_on_when_a_branch_ends_elsewhere() -> None:
    body = events("e", "e2") + users("a", "b", "z") + '<exclusiveGateway id="x" default="x-o2"/>'
    body += '<inclusiveGateway id="o1"/><inclusiveGateway id="o2"/>' + flow("s", "o1")
    body += flow("o1", "a", "true") + flow("o1", "b", "true") + flows("a", "o2") + flows("b", "x", "o2")
    body += flow("x", "e2", "stop") + flows("o2", "z", "e")
    case = Case(compiled(model(body)))
    case.do("a")
    assert case.waiting == ["b"]
    case.do("b", stop=True)
    assert case.waiting == ["z"]


def test_two_branches_into_one_task_visit_it_twice() -> None:
    body = events() + users("a") + '<parallelGateway id="pg"/>' + flow("s", "pg")
    body += flow("pg", "a", identifier="f1") + flow("pg", "a", identifier="f2") + flow("a", "e")
    case = Case(compiled(model(body)))
    assert case.waiting == ["a", "a"]
    case.do("a")
    assert not case.ended
    case.do("a")
    assert case.ended


def test_a_case_that_can_never_go_on_is_an_incident_and_not_a_silent_end() -> None:
    body = events() + users("a") + XOR.format('default="x-pg"') + '<parallelGateway id="pg"/>'
    body += flows("s", "a", "x", "pg", "e") + flow("x", "b", "other") + users("b") + flow("b", "pg")
    case = Case(compiled(model(body)))
    with pytest.raises(Stuck, match="can no longer arrive") as caught:
        case.do("a")
    assert caught.value.element == "pg"
