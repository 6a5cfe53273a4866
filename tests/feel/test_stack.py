"""Functions call one another as deeply as the budget has it, however little of the stack is left to who evaluates."""

from __future__ import annotations

import threading
from contextvars import ContextVar

import pytest

from engine.feel import BudgetExceeded, evaluate

SUM = "{f: function(n) if n = 0 then 0 else n + f(n - 1), r: f(%s)}.r"
EVEN = "{odd: function(n, e) n > 0 and e(n - 1), even: function(n) n = 0 or odd(n - 1, even), r: even(%s)}.r"
SORTED = "{f: function(n) if n = 0 then 0 else sort([2, 1], function(a, b) f(n - 1) >= 0 and a < b)[1], r: f(%s)}.r"


@pytest.mark.parametrize("depth", [1, 60, 500, 900])
def test_a_function_calls_itself_deeply(depth):
    assert evaluate(SUM % depth) == depth * (depth + 1) // 2


def test_functions_call_each_other_deeply():
    assert evaluate(EVEN % 500) is True
    assert evaluate(EVEN % 501) is False


def test_what_never_ends_is_ended_by_name():
    with pytest.raises(BudgetExceeded, match="calls functions inside functions too deeply"):
        evaluate("{f: function(n) f(n + 1), r: f(0)}.r")


def test_a_call_by_way_of_a_built_in_function_goes_as_deep():
    assert evaluate(SORTED % 500) == 1
    with pytest.raises(BudgetExceeded):
        evaluate(SORTED % 5000)


def test_going_to_and_fro_between_stacks_is_paid_for():
    inner = "{g: function(k) if k = 0 then 0 else 1 + g(k - 1), r: count(for i in 1..20000 return g(3))}.r"
    with pytest.raises(BudgetExceeded, match="too many steps"):
        evaluate(f"{{f: function(n) if n = 0 then {inner} else f(n - 1), r: f(54)}}.r")


def test_no_thread_is_left_behind():
    before = threading.active_count()
    evaluate(SUM % 900)
    with pytest.raises(BudgetExceeded):
        evaluate(SUM % 5000)
    assert threading.active_count() == before


def test_a_function_of_the_caller_is_called_with_what_its_thread_knows():
    known = ContextVar("known", default=0)
    known.set(7)
    text = "{f: function(n) if n = 0 then told() else f(n - 1), r: f(500)}.r"

    assert evaluate(text, functions={"told": lambda: known.get()}) == 7


def test_where_the_stack_is_nearly_used_up_already_a_named_error_comes():
    outcomes: set[str] = set()

    def nested(depth: int) -> None:
        if depth:
            nested(depth - 1)
            return
        try:
            outcomes.add(str(evaluate(SUM % 500)))
        except BudgetExceeded as error:
            outcomes.add(error.message)

    for depth in (10, 100, 700):
        nested(depth)
    assert outcomes <= {"125250", "The expression is nested too deeply."}
    assert "125250" in outcomes
