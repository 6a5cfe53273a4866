"""Why a decision came out as it did, in words for the customer who asks."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from engine import decisions
from engine.decisions import example_in_words, explain, in_words, told
from tests.decisions.files import decision, dmn, function, given, literal, table


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "not known"),
        (True, "yes"),
        (False, "no"),
        ("fence", "“fence”"),
        (Decimal("206.50"), "206.5"),
        (date(2026, 4, 1), "1 April 2026"),
        (datetime.fromisoformat("2026-04-01T09:05"), "1 April 2026, 09:05"),
        (time(9, 5), "09:05"),
        ([], "none"),
        (["a", "b", 3], "“a”, “b” and 3"),
        ({"fee": 3, "why": "so"}, "fee: 3 and why: “so”"),
        ({}, "nothing"),
    ],
)
def test_a_value_is_said_as_people_say_it(value, words):
    assert in_words(value) == words


def test_an_example_is_a_clause():
    assert example_in_words({"Kind": "fence", "Depth": 5}) == "Kind is “fence” and Depth is 5"
    assert example_in_words({}) == ""


def why(body, inputs, *more: str):
    kinds = given("amount", "number") + given("day", "date")
    model = decisions.read(
        dmn(kinds, decision("the_fee", body, "i:amount", "i:day", *(["d:base"] if more else [])), *more)
    )
    return explain(model, decisions.evaluate(model, "the_fee", inputs))


def test_a_rule_is_told_with_what_it_looked_at_and_nothing_else():
    rules = [["< 10", '>= date("2026-04-01")', "34"], ["-", "-", "206"]]
    fees = table("FIRST", ["amount", "day"], ["fee"], rules)

    assert why(fees, {"amount": 5, "day": "2026-05-02"}) == (
        "The fee: 34, because amount is 5 and day is 2 May 2026 (note 1). Rule 1.",
    )
    assert why(fees, {"amount": 50, "day": "2026-05-02"}) == (
        "The fee: 206, because no rule above it holds (note 2). Rule 2.",
    )


def test_several_outcomes_are_named_and_every_table_on_the_way_is_told():
    base = decision("base", table("FIRST", ["amount"], ["base"], [["-", "1"]]), "i:amount")
    both = table("FIRST", ["amount"], ["fee", "route"], [["> 1", "base", '"pay"']])

    assert why(both, {"amount": 5}, base) == (
        "Base: 1, whatever else is given (note 1). Rule 1.",
        "The fee: fee is 1 and route is “pay”, because amount is 5 (note 1). Rule 1.",
    )


def test_the_words_for_people_are_the_output_called_reason_and_else_the_note():
    base = decision("base", table("FIRST", ["amount"], ["base"], [["-", "1"]]), "i:amount")
    both = table("FIRST", ["amount"], ["fee", "reason"], [["> 1", "base", '"It is much"'], ["-", "0", '""']])
    model = decisions.read(dmn(given("amount", "number") + decision("the_fee", both, "i:amount", "d:base"), base))
    decided = decisions.evaluate(model, "the_fee", {"amount": 5})
    assert told(model, decided) == ("note 1", "It is much")
    assert explain(model, decided)[-1] == "The fee: fee is 1, because amount is 5 (note 1). Rule 1."
    assert told(model, decisions.evaluate(model, "the_fee", {"amount": 0})) == ("note 1", "note 2")


def test_what_became_null_is_told_as_not_known():
    told = why(table("UNIQUE", ["amount"], ["fee"], [["> 1", "1"], ["> 2", "2"]]), {"amount": 5})

    assert len(told) == 1
    assert told[0].startswith("Not known: the_fee: Several rules hold")


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "FIRST", "RULE ORDER", "COLLECT"])
def test_that_no_rule_held_is_told(policy):
    assert why(table(policy, ["amount"], ["fee"], [["> 10", "1"]]), {"amount": 5}) == (
        "The fee: no rule of its table holds.",
    )


def test_a_default_is_told_as_one_and_what_another_table_said_before_it():
    base = decision("base", table("FIRST", ["amount"], ["base"], [["-", "1"]]), "i:amount")
    fees = table("FIRST", ["amount"], ["fee"], [["> 10", "base"]], defaults=["34"])

    assert why(fees, {"amount": 5}, base) == (
        "Base: 1, whatever else is given (note 1). Rule 1.",
        "The fee: no rule of its table holds, so its default counts.",
    )


def test_a_table_that_a_loop_asks_many_times_is_told_once():
    body = "for n in 1..500 return of(n)"
    asked = function("of", ["n"], table("FIRST", ["n"], ["fee"], [["> 1000", "1"]]))
    model = decisions.read(dmn(asked, decision("fees", literal(body), "k:of")))
    decided = decisions.evaluate(model, "fees", {})

    assert decided.no_rules == (decisions.NoRule("of", "the_table", is_default=False),)
    assert explain(model, decided) == ("Of: no rule of its table holds.",)


def test_an_expression_alone_has_no_rule_to_tell_of():
    assert why(literal("amount + 1"), {"amount": 5}) == ()
