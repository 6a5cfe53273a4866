"""Each hit policy says what it should when none, one or several rules hold."""

from __future__ import annotations

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from engine import decisions
from engine.decisions.policies import aggregate, choose
from tests.decisions.files import decide, decision, dmn, table

RULES = [["> 10", '"low"', "1"], ["> 20", '"high"', "2"], ["> 30", '"low"', "1"]]
ORDER = ['"high", "mid", "low"', "3, 2, 1"]


def policy(name, rules=RULES, outputs=("risk", "points"), **options: object):
    return dmn(decision("d", table(name, ["amount"], outputs, rules, **options)))


def single(name, **options: object):
    return policy(name, [[cells[0], cells[2]] for cells in RULES], ("points",), **options)


LOW, HIGH = {"risk": "low", "points": 1}, {"risk": "high", "points": 2}


@pytest.mark.parametrize(
    ("name", "amount", "expected"),
    [
        ("UNIQUE", 5, None),
        ("UNIQUE", 15, LOW),
        ("UNIQUE", 25, None),
        ("ANY", 5, None),
        ("ANY", 15, LOW),
        ("ANY", 25, None),
        ("FIRST", 5, None),
        ("FIRST", 35, LOW),
        ("PRIORITY", 5, None),
        ("PRIORITY", 35, HIGH),
        ("RULE ORDER", 5, None),
        ("RULE ORDER", 35, [LOW, HIGH, LOW]),
        ("OUTPUT ORDER", 5, None),
        ("OUTPUT ORDER", 35, [HIGH, LOW, LOW]),
        ("COLLECT", 5, []),
        ("COLLECT", 35, [LOW, HIGH, LOW]),
    ],
)
def test_a_table_with_two_outputs_answers_by_its_policy(name, amount, expected):
    assert decide(policy(name, values=ORDER), {"amount": amount}) == expected


@pytest.mark.parametrize(
    ("aggregation", "nothing", "three"), [("SUM", None, 4), ("MIN", None, 1), ("MAX", None, 2), ("COUNT", 0, 3)]
)
def test_collected_values_are_summed_or_counted(aggregation, nothing, three):
    data = single("COLLECT", aggregation=aggregation)

    assert decide(data, {"amount": 5}) == nothing
    assert decide(data, {"amount": 35}) == three


def test_several_outputs_are_summed_each():
    data = policy("COLLECT", [["> 1", "1", "10"], ["> 2", "2", "20"]], ("a", "b"), aggregation="SUM")

    assert decide(data, {"amount": 3}) == {"a": 3, "b": 30}
    assert decide(data, {"amount": 0}) == {"a": None, "b": None}


def test_any_takes_rules_that_agree():
    data = policy("ANY", [["> 10", '"low"', "1"], ["> 20", '"low"', "1.0"]])

    assert decide(data, {"amount": 25}) == LOW


@pytest.mark.parametrize(("name", "word"), [("UNIQUE", "exclude each other"), ("ANY", "agree")])
def test_an_overlap_says_which_rules_and_what_to_do(name, word):
    model = decisions.read(policy(name))

    decided = decisions.evaluate(model, "d", {"amount": 25})

    assert (decided.result, decided.rules) == (None, ())
    assert word in decided.notes[0]
    assert "Rules 1, 2 of the_table." in decided.notes[0]


def test_priorities_are_taken_from_the_type_when_the_column_lists_none():
    types = (
        '<itemDefinition name="tRisk"><typeRef>string</typeRef><allowedValues><text>"high","low"</text></allowedValues>'
    )
    column = table("PRIORITY", ["amount"], ["risk"], [["> 1", '"low"'], ["> 2", '"high"']])
    data = dmn(types + "</itemDefinition>", decision("d", column, type_ref="tRisk"))

    assert decide(data, {"amount": 3}) == "high"


def test_what_is_not_listed_comes_last():
    rules = [["> 1", '"odd"'], ["> 2", '"low"'], ["> 3", '"high"']]
    data = policy("OUTPUT ORDER", rules, ("risk",), values=['"high", "low"'])

    assert decide(data, {"amount": 4}) == ["high", "low", "odd"]


def test_the_first_column_counts_most():
    rules = [["> 1", '"low"', "3"], ["> 2", '"high"', "1"], ["> 3", '"high"', "2"]]

    found = decide(policy("OUTPUT ORDER", rules, values=ORDER), {"amount": 4})

    assert [(row["risk"], row["points"]) for row in found] == [("high", 2), ("high", 1), ("low", 3)]


@pytest.mark.parametrize(
    ("name", "expected"), [("UNIQUE", {"risk": "none", "points": 0}), ("COLLECT", [{"risk": "none", "points": 0}])]
)
def test_a_default_is_given_when_no_rule_holds(name, expected):
    data = policy(name, defaults=['"none"', "0"])

    assert decide(data, {"amount": 1}) == expected
    assert decide(data, {"amount": 15}) in (LOW, [LOW])


def test_a_default_may_be_false_or_for_some_columns_only():
    one = policy("FIRST", [["> 10", "true"]], ("yes",), defaults=["false"])
    some = dmn(decision("d", table("FIRST", ["amount"], ["a", "b"], [["> 10", "1", "2"]], defaults=["0", ""])))

    assert decide(one, {"amount": 1}) is False
    assert decide(some, {"amount": 1}) == {"a": 0, "b": None}


@pytest.mark.parametrize("word", ["unique", "Rule Order", "OUTPUT_ORDER"])
def test_policies_are_known_however_they_are_written(word):
    assert decide(policy(word, [["> 10", "1"]], ("a",)), {"amount": 11}) in (1, [1])


@pytest.mark.parametrize(("name", "aggregation"), [("BEST", ""), ("COLLECT", "MEAN")])
def test_an_unknown_policy_or_aggregation_is_refused(name, aggregation):
    with pytest.raises(decisions.Unreadable, match="Use one of"):
        decisions.read(policy(name, aggregation=aggregation))


@settings(max_examples=100, deadline=None)
@for_all(st.lists(st.integers(-3, 3), max_size=6))
def test_choosing_agrees_with_plain_lists(numbers):
    rows = [(number,) for number in numbers]
    order = [sorted(set(numbers), reverse=True)]

    def chosen(policy):
        return [rows[place][0] for place in choose(policy, rows, order)[0]]

    assert chosen("R") == chosen("C") == numbers
    assert chosen("F") == numbers[:1]
    assert chosen("O") == sorted(numbers, reverse=True)
    assert chosen("P") == sorted(numbers, reverse=True)[:1]
    assert chosen("U") == (numbers if len(numbers) < 2 else [])
    assert chosen("A") == (numbers[:1] if len(set(numbers)) < 2 else [])
    assert aggregate("C#", list(numbers)) == len(numbers)
    assert aggregate("C+", list(numbers)) == (sum(numbers) if numbers else None)
    assert aggregate("C<", list(numbers)) == min(numbers, default=None)
    assert aggregate("C>", list(numbers)) == max(numbers, default=None)


@pytest.mark.parametrize("policy_name", [found.name for found in decisions.HIT_POLICIES.values()])
def test_every_hit_policy_of_the_standard_is_read_and_told_by_its_name(policy_name):
    name, _, aggregation = policy_name.partition(" ") if policy_name.startswith("COLLECT") else (policy_name, "", "")
    written = dmn(decision("d", table(name, ["amount"], ["points"], [["-", "1"]], aggregation=aggregation)))
    read = next(decisions.tables(decisions.read(written))).table.policy
    assert decisions.HIT_POLICIES[read].name == policy_name
    assert decisions.HIT_POLICIES[read].letters == read


def test_only_policies_by_which_all_rules_count_give_a_list():
    assert {letters for letters, found in decisions.HIT_POLICIES.items() if found.is_list} == {"R", "O", "C"}
    assert {letters for letters, found in decisions.HIT_POLICIES.items() if found.one_counts} == {"U", "A", "P", "F"}
