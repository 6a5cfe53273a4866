"""Every kind of boxed expression gives the value that the standard says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine import decisions
from tests.decisions.files import decide, decision, dmn, function, given, literal, table


def entry(name, body, type_ref=""):
    variable = f'<variable name="{name}" typeRef="{type_ref}"/>' if name else ""
    return f"<contextEntry>{variable}{body}</contextEntry>"


def value(body, *required: str, others: str = "", **inputs: object):
    return decide(dmn(others, decision("d", body, *required)), inputs, "d")


def argument(name, body):
    return f'<binding><parameter name="{name}"/>{body}</binding>'


def call(name, *arguments: str):
    return f"<invocation>{literal(name)}{''.join(arguments)}</invocation>"


def lambda_of(parameters, body):
    written = "".join(f'<formalParameter name="{name}"/>' for name in parameters)
    return f"<functionDefinition>{written}{body}</functionDefinition>"


def test_the_entries_of_a_context_see_those_before_them():
    body = f"<context>{entry('net', literal('100'))}{entry('gross total', literal('net * 1.2'))}</context>"

    assert value(body) == {"net": 100, "gross total": 120}


def test_an_entry_without_a_name_is_the_result():
    body = f"<context>{entry('net', literal('100'))}{entry('', literal('net + 1'))}</context>"

    assert value(body) == 101


def test_an_entry_that_does_not_fit_its_type_is_null():
    body = f"<context>{entry('net', literal('100'), 'string')}{entry('n', literal('[3]'), 'number')}</context>"

    assert value(body) == {"net": None, "n": 3}


def test_an_entry_may_be_a_function_or_a_table():
    body = (
        f"<context>{entry('add', lambda_of(['a', 'b'], literal('a + b + base')))}"
        f"{entry('fee', table('FIRST', ['base'], ['r'], [['> 1', '5']]))}{entry('', literal('add(fee, 2)'))}</context>"
    )

    assert value(body, base=10) == 17


def test_a_function_that_is_an_entry_may_call_itself():
    body = (
        f"<context>{entry('factorial', lambda_of(['n'], literal('if n < 2 then 1 else n * factorial(n - 1)')))}"
        f"{entry('', literal('factorial(6)'))}</context>"
    )

    assert value(body) == 720


def test_a_list_and_a_relation_are_lists():
    rows = f"<row>{literal('1')}{literal('2')}</row><row>{literal('3')}{literal('4')}</row>"

    assert value(f"<list>{literal('1')}{literal('1 + 1')}</list>") == [1, 2]
    assert value(f"<relation><column name='a'/><column name='b b'/>{rows}</relation>") == [
        {"a": 1, "b b": 2},
        {"a": 3, "b b": 4},
    ]
    assert value("<list/>") == []


@pytest.mark.parametrize(("amount", "expected"), [(5, "yes"), (1, "no"), (None, "no")])
def test_a_conditional_chooses(amount, expected):
    yes, no = literal('"yes"'), literal('"no"')
    parts = f"<if>{literal('amount > 3')}</if><then>{yes}</then><else>{no}</else>"

    assert value(f"<conditional>{parts}</conditional>", amount=amount) == expected


@pytest.mark.parametrize(
    ("source", "match", "expected"),
    [
        ("[1, 5, 9]", "item > 3", [5, 9]),
        ("[{a: 1}, {a: 2}]", "a = 2", [{"a": 2}]),
        ("[1, 5, 9]", "2", 5),
        ("[1, 5, 9]", "-1", 9),
        ("5", "item = 5", [5]),
        ("null", "true", None),
        ("[1]", "null", []),
        ("[]", '"yes"', []),
        ("[1]", '"yes"', None),
        ("[1, 2]", 'if item = 1 then true else "no"', None),
    ],
)
def test_a_filter_keeps_what_matches(source, match, expected):
    assert value(f"<filter><in>{literal(source)}</in><match>{literal(match)}</match></filter>") == expected


@pytest.mark.parametrize(
    ("kind", "source", "body", "expected"),
    [
        ("for", "[1, 2]", "n * 2", [2, 4]),
        ("for", "[1, 2, 3]", "n + count(partial)", [1, 3, 5]),
        ("for", "1..3", "n", [1, 2, 3]),
        ("for", "7", "n", [7]),
        ("for", "null", "n", None),
        ("some", "[1, 2]", "n > 1", True),
        ("some", "[1, 2]", "n > 2", False),
        ("every", "[1, 2]", "n > 0", True),
        ("every", "[1, 2]", "n > 1", False),
        ("every", "[]", "false", True),
    ],
)
def test_a_loop_goes_over_a_list(kind, source, body, expected):
    tag = "return" if kind == "for" else "satisfies"
    if source == "1..3":
        source = "for i in 1..3 return i"
    loop = f"<{kind} iteratorVariable='n'><in>{literal(source)}</in><{tag}>{literal(body)}</{tag}></{kind}>"

    assert value(loop) == expected


@pytest.mark.parametrize(
    "box",
    [
        f"<for iteratorVariable='n'><in>{literal('null')}</in><return>{literal('n')}</return></for>",
        f"<every iteratorVariable='n'><in>{literal('null')}</in><satisfies>{literal('n')}</satisfies></every>",
        f"<filter><in>{literal('null')}</in><match>{literal('true')}</match></filter>",
        f"<filter><in>{literal('[1]')}</in><match>{literal('today()')}</match></filter>",
    ],
)
def test_what_cannot_be_gone_through_gives_null_and_says_why(box):
    decided = decisions.evaluate(
        decisions.read(dmn(decision("d", box))), "d", {}, now=datetime(2026, 11, 18, tzinfo=UTC)
    )
    assert decided.result is None
    assert len(decided.notes) == 1


def test_a_function_of_the_model_is_called_with_arguments_by_name_in_any_order():
    others = function("share", ["part", "whole"], literal("part / whole"))

    found = value(
        call("share", argument("whole", literal("8")), argument("part", literal("2"))), "k:share", others=others
    )

    assert found == 0.25


def test_a_built_in_function_may_be_invoked():
    assert value(call("abs", argument("n", literal("-3")))) == 3


@pytest.mark.parametrize("arguments", [("part",), ("part", "other"), ("part", "whole", "more")])
def test_other_arguments_than_the_function_has_give_null(arguments):
    others = function("share", ["part", "whole"], literal("part / whole"))
    model = decisions.read(
        dmn(others, decision("d", call("share", *(argument(name, literal("1")) for name in arguments)), "k:share"))
    )

    decided = decisions.evaluate(model, "d", {})

    assert decided.result is None
    assert "other arguments" in decided.notes[0]


def test_what_is_called_but_is_no_function_gives_null():
    decided = decisions.evaluate(decisions.read(dmn(decision("d", call("amount")))), "d", {"amount": 3})

    assert decided.result is None
    assert "not a function" in decided.notes[0]


@pytest.mark.parametrize("text", ["share(1, 2)", "share(whole: 2, part: 1)"])
def test_a_function_is_called_from_an_expression_by_place_or_by_name(text):
    assert value(literal(text), "k:share", others=function("share", ["part", "whole"], literal("part / whole"))) == 0.5


@pytest.mark.parametrize("text", ["share(1)", "share(1, 2, 3)", "share(part: 1)", 'share("1", 2)'])
def test_a_wrong_call_from_an_expression_gives_null(text):
    others = function("share", ["part:number", "whole:number"], literal("part / whole"))

    assert value(literal(text), "k:share", others=others) is None


def test_a_function_does_not_see_the_names_of_its_caller():
    others = function("peek", ["x"], literal("secret")) + given("secret")

    assert value(literal("peek(1)"), "k:peek", "i:secret", others=others, secret=3) is None


def test_a_function_sees_the_functions_it_requires_and_itself():
    double = function("double", ["n"], literal("n * 2"))
    total = function("total", ["n"], literal("if n = 0 then 0 else double(n) + total(n - 1)"), "k:double")

    assert value(literal("total(5)"), "k:total", others=double + total) == 30


def test_functions_that_require_each_other_work():
    even = function("even", ["n"], literal("if n = 0 then true else odd(n - 1)"), "k:odd")
    odd = function("odd", ["n"], literal("if n = 0 then false else even(n - 1)"), "k:even")

    assert value(literal("even(4)"), "k:even", others=even + odd) is True


def test_a_function_may_be_a_table_or_another_box():
    band = function("band", ["age"], table("FIRST", ["age"], ["r"], [["< 5", '"A"'], ["-", '"B"']]))
    pair = function("pair", ["a"], f"<list>{literal('a')}{literal('a + 1')}</list>")

    assert value(literal("band(3) + band(7)"), "k:band", others=band) == "AB"
    assert value(literal("pair(3)"), "k:pair", others=pair) == [3, 4]


def test_a_decision_may_be_a_function_that_another_one_calls():
    data = dmn(decision("add", lambda_of(["a", "b"], literal("a + b"))), decision("d", literal("add(1, 2)"), "d:add"))

    assert decide(data, {}, "d") == 3


def test_the_rules_that_hit_inside_a_function_are_told_under_its_name():
    band = function("band", ["age"], table("FIRST", ["age"], ["r"], [["< 5", '"A"']]))
    model = decisions.read(dmn(band, decision("d", literal("band(3)"), "k:band")))

    decided = decisions.evaluate(model, "d", {})

    assert [(hit.decision, hit.index) for hit in decided.rules] == [("band", 1)]


def test_a_conditional_whose_condition_is_neither_true_nor_false_has_no_result_and_says_so():
    parts = f"<if>{literal('1')}</if><then>{literal('1')}</then><else>{literal('2')}</else>"
    decided = decisions.evaluate(decisions.read(dmn(decision("d", f"<conditional>{parts}</conditional>"))), "d", {})

    assert decided.result is None
    assert decided.notes == ("d: the condition is neither true nor false.",)
