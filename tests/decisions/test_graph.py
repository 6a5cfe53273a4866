"""A decision is made with all that it requires, and nothing gets out of hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine import decisions
from engine.errors import EngineError, NotFound, Refused
from engine.feel import BudgetExceeded, FeelError
from tests.decisions.files import decide, decision, dmn, function, given, literal, service, table

TWO = dmn(
    given("Age", "number", "i1"),
    decision("Band", table("FIRST", ["Age"], ["r"], [["< 5", '"A"'], ["-", '"B"']]), "i:i1", identifier="d1"),
    decision("The fee", literal('if Band = "A" then 0 else Age'), "d:d1", "i:i1", identifier="d2"),
)


def test_a_decision_is_made_from_those_it_needs_and_all_their_rules_are_told():
    decided = decisions.evaluate(decisions.read(TWO), "d2", {"Age": 7})

    assert decided.result == 7
    assert [(hit.decision, hit.index) for hit in decided.rules] == [("Band", 2)]


@pytest.mark.parametrize("asked", ["d2", "The fee", None])
def test_a_decision_is_asked_for_by_id_by_name_or_as_the_one_at_the_top(asked):
    assert decisions.evaluate(decisions.read(TWO), asked, {"Age": 3}).result == 0


def test_an_unknown_decision_is_not_found_and_the_known_ones_are_named():
    with pytest.raises(NotFound, match="There are: d1, d2"):
        decisions.evaluate(decisions.read(TWO), "d3", {})


def test_several_decisions_at_the_top_have_to_be_told_apart():
    with pytest.raises(Refused, match="Say which decision is meant: a, b"):
        decide(dmn(decision("a", literal("1")), decision("b", literal("2"))))


def test_a_decision_without_logic_is_null():
    assert decide(dmn(decision("a", ""), decision("b", literal("a = null"), "d:a"))) is True


def test_an_input_that_is_missing_is_null():
    assert decide(TWO, {}, "d1") == "B"
    assert decide(dmn(given("Age"), decision("d", literal("Age = null"), "i:Age"))) is True


def test_more_than_the_model_asks_for_may_be_given_and_is_in_sight():
    assert decide(dmn(decision("d", literal("Age + 1"))), {"Age": 1, "name": "Wren", "parts": [{"a": None}]}) == 2


def test_a_decision_is_made_once_however_often_it_is_needed():
    data = dmn(
        decision("once", table("FIRST", [], ["r"], [["1"]])),
        decision("a", literal("once + 1"), "d:once"),
        decision("b", literal("once + 2"), "d:once"),
        decision("d", literal("a + b"), "d:a", "d:b"),
    )

    assert len(decisions.evaluate(decisions.read(data), "d", {}).rules) == 1


def test_a_model_may_be_evaluated_again_and_again_with_other_inputs():
    model = decisions.read(TWO)

    assert [decisions.evaluate(model, "d2", {"Age": age}).result for age in (3, 7, 4, 9)] == [0, 7, 0, 9]


def test_the_moment_is_the_callers():
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)

    assert decide(dmn(decision("d", literal("string(today())"))), now=noon) == "2026-11-21"


def test_functions_of_the_caller_can_be_called():
    assert decide(dmn(decision("d", literal("working days(3)"))), functions={"working days": lambda n: n * 2}) == 6


def test_what_is_no_plain_data_is_refused():
    with pytest.raises(FeelError, match="not plain data"):
        decide(TWO, {"Age": object()})


SERVICES = dmn(
    given("Age", "number"),
    decision("Band", literal('if Age < 5 then "A" else "B"'), "i:Age"),
    decision("Fee", literal('if Band = "A" then 0 else 10'), "d:Band"),
    decision("Text", literal('"Band " + Band'), "d:Band"),
    service("one", ["Fee"], ["Age"]),
    service("two", ["Fee", "Text"], ["Age"]),
    service("inner", ["Text"], [], ["Band"]),
    decision("calls", literal("one(7) + one(Age: 3)"), "k:one"),
    decision("both", literal("two(7)"), "k:two"),
    decision("given", literal('inner("Z")'), "k:inner"),
    decision("wrong", literal('[one(), one(1, 2), one(Old: 3), one("x")]'), "k:one"),
)


@pytest.mark.parametrize(
    ("asked", "inputs", "expected"),
    [
        ("calls", {}, 10),
        ("both", {}, {"Fee": 10, "Text": "Band B"}),
        ("given", {}, "Band Z"),
        ("wrong", {}, [None, None, None, None]),
        ("one", {"Age": 3}, 0),
        ("two", {"Age": 3}, {"Fee": 0, "Text": "Band A"}),
        ("inner", {"Band": "Q"}, "Band Q"),
    ],
)
def test_a_service_is_a_function_and_can_be_asked_for_itself(asked, inputs, expected):
    assert decide(SERVICES, inputs, asked) == expected


def test_what_a_service_gives_fits_its_type_or_is_null_and_says_so():
    offered = service("fee", ["Fee"], type_ref="string")
    model = decisions.read(dmn(decision("Fee", literal("10")), offered, decision("d", literal("fee()"), "k:fee")))

    decided = decisions.evaluate(model, "d", {})

    assert decided.result is None
    assert decided.notes == ("fee: the value is not of the type string, or not allowed by it.",)


def test_a_service_takes_a_decision_made_elsewhere_as_one_of_its_type():
    from_day = decision("From", literal('date("2026-01-01")'), type_ref="date")
    after = decision("After", literal('From + duration("P1D")'), "d:From")
    data = dmn(from_day, after, service("by day", ["After"], [], ["From"]))

    assert decide(data, {"From": "2026-03-31"}, "by day") == "2026-04-01"
    assert decide(data, {"From": "soon"}, "by day") is None


def test_a_function_without_end_is_stopped():
    data = dmn(function("f", ["n"], literal("f(n + 1)"), "k:f"), decision("d", literal("f(0)"), "k:f"))

    with pytest.raises(EngineError):
        decide(data)


def test_functions_that_call_each_other_without_end_through_boxes_are_stopped():
    body = f"<invocation>{literal('f')}<binding><parameter name='n'/>{literal('n')}</binding></invocation>"
    data = dmn(
        function("f", ["n"], f"<list>{body}{body}</list>", "k:f"), decision("d", body.replace(">n<", ">1<"), "k:f")
    )

    with pytest.raises(EngineError):
        decide(data)


def test_too_many_calls_are_stopped():
    data = dmn(
        function("f", ["n"], literal("n")),
        decision("d", literal("count(for a in 1..200, b in 1..200 return f(a + b))"), "k:f"),
    )

    with pytest.raises(decisions.TooMuchWork):
        decide(data)


def test_heavy_work_in_a_function_that_is_called_often_is_stopped():
    data = dmn(
        function("f", ["n"], literal("count(for i in 1..20000 return i * n)")),
        decision("d", literal("sum(for a in 1..2000 return f(a))"), "k:f"),
    )

    with pytest.raises(BudgetExceeded):
        decide(data)


def test_functions_that_know_many_others_are_put_in_sight_only_when_they_are_called():
    layers = [function("f0", ["n"], literal("n + 1"))]
    layers += [
        function(f"f{level}", ["n"], literal(f"f{level - 1}(n)"), f"k:f{level - 1}", f"k:f{level - 1}")
        for level in range(1, 25)
    ]

    assert decide(dmn(*layers, decision("d", literal("f24(1)"), "k:f24"))) == 2


def test_a_loop_over_too_much_is_stopped():
    body = f"<in>{literal('for i in 1..20000 return i')}</in>"
    loop = f"<for iteratorVariable='n'>{body}<return>{literal('n')}</return></for>"
    kept = f"<filter>{body}<match>{literal('true')}</match></filter>"

    for box in (loop, kept):
        with pytest.raises(decisions.TooMuchWork):
            decide(dmn(decision("d", box)))


def test_a_large_table_in_a_loop_weighs_more():
    rows = [[f"= {number}", "1"] for number in range(2_000)]
    fee = function("fee", ["n"], table("FIRST", ["n"], ["r"], rows))

    few = dmn(fee, decision("d", literal("count(for i in 1..20 return fee(i))"), "k:fee"))
    many = dmn(fee, decision("d", literal("count(for i in 1..2000 return fee(i))"), "k:fee"))

    assert decide(few) == 20
    with pytest.raises(decisions.TooMuchWork):
        decide(many)


def test_a_value_of_another_type_becomes_null_and_says_so():
    model = decisions.read(dmn(given("n", "number"), decision("d", literal("n"), "i:n", type_ref="string")))

    assert decisions.evaluate(model, "d", {"n": "ten"}).notes == (
        "n: the value is not of the type number, or not allowed by it.",
    )
    assert decisions.evaluate(model, "d", {"n": 10}).notes == (
        "d: the value is not of the type string, or not allowed by it.",
    )


def test_a_function_is_asked_for_by_name_with_its_parameters_as_inputs():
    data = dmn(
        function("Fee", ["since:date", "rate:number"], literal("since.year * rate")),
        decision("d", literal("1")),
    )

    assert decide(data, {"since": "2026-04-01", "rate": 2}, "Fee") == 4052
    assert decide(data, {"since": "no date", "rate": 2}, "Fee") is None
