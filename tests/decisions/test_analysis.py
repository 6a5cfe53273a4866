"""What a table leaves open and says twice: the findings are exactly those of trying every input."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from engine import decisions
from engine.decisions import model as shapes
from engine.decisions.analysis import Hidden, analyse
from tests.decisions.cells_given import cells
from tests.decisions.files import decision, dmn, given, table

NUMBERS = [Decimal(one) for one in ("-4", "-3", "-1", "0", "2", "5", "6", "7.5", "100")]
TEXTS = ["", "a", "aa", "b", "bb", "c", "zebra"]


def parsed(policy, rules, types="", inputs=("number", "string"), **options: object):
    """A table over `n` and `t`, and its file."""
    body = table(policy, ["n", "t"], ["o"], rules, **options)
    needs = ("i:n", "i:t")
    kinds = (given("n", inputs[0]), given("t", inputs[1]))
    found = decisions.read(dmn(types, *kinds, decision("d", body, *needs)))
    box = found.decisions["d"].box
    assert isinstance(box, shapes.Table)
    return box, found


def holding(box, number, text):
    """The rules that hold for an input, by trying every cell."""
    return [
        rule.index
        for rule in box.rules
        if all(
            test is None or test.matches(value, {}) is True
            for test, value in zip(rule.tests, (number, text), strict=True)
        )
    ]


rows = st.lists(st.tuples(cells("number"), cells("string"), st.just("1")), min_size=1, max_size=5)


@settings(deadline=None)
@drawn(rules=rows, policy=st.sampled_from(["UNIQUE", "FIRST"]))
def test_findings_are_those_of_trying_every_input(rules, policy):
    box, found = parsed(policy, rules)
    seen = analyse(box, found)
    held = {pair: holding(box, *pair) for pair in product((*NUMBERS, None), (*TEXTS, None))}

    for overlap in seen.overlaps:
        example = (overlap.example.get("n", NUMBERS[3]), overlap.example.get("t", "aa"))
        assert {overlap.first, overlap.second} <= set(holding(box, *example))
    pairs = {(one, other) for rules_of in held.values() for one in rules_of for other in rules_of if one < other}
    assert pairs <= {(overlap.first, overlap.second) for overlap in seen.overlaps}

    for gap in seen.gaps:
        assert holding(box, gap.example.get("n", NUMBERS[3]), gap.example.get("t", "aa")) == []
    if any(not rules_of and None not in pair for pair, rules_of in held.items()):
        assert seen.gaps

    hidden = {one.rule for one in seen.hidden}
    counting = {rules_of[0] for rules_of in held.values() if rules_of}
    never = {rule.index for rule in box.rules} - {one for rules_of in held.values() for one in rules_of}
    assert not hidden & counting if policy == "FIRST" else hidden <= never


def test_an_overlap_is_told_with_an_input_that_both_rules_hold_for():
    box, found = parsed("UNIQUE", [["< 10", '"x"', "1"], ["[5..20]", "-", "2"]])
    (overlap,) = analyse(box, found).overlaps

    assert (overlap.first, overlap.second, overlap.example) == (1, 2, {"n": 5, "t": "x"})


def test_a_gap_is_told_with_an_input_that_no_rule_holds_for():
    box, found = parsed("UNIQUE", [["< 10", "-", "1"], ["[11..20]", "-", "2"]])

    assert [gap.example for gap in analyse(box, found).gaps] == [{"n": Decimal("10")}, {"n": Decimal("21")}]


def test_only_values_that_are_allowed_leave_a_gap():
    box, found = parsed("UNIQUE", [["-", '"a"', "1"], ["-", '"b"', "2"]], allowed=["", '"a", "b"'])
    typed, other = parsed(
        "UNIQUE",
        [["-", '"a"', "1"]],
        types='<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"a", "b"</text>'
        "</allowedValues></itemDefinition>",
        inputs=("number", "tKind"),
    )

    assert analyse(box, found).gaps == ()
    assert [gap.example for gap in analyse(typed, other).gaps] == [{"t": "b"}]


def test_truth_values_leave_no_gap_once_both_are_there():
    box, found = parsed("UNIQUE", [["true", "-", "1"], ["false", "-", "2"]], inputs=("boolean", "string"))

    assert analyse(box, found).gaps == ()


def test_a_rule_that_never_counts_is_told_with_those_before_it():
    rules = [["< 5", "-", "1"], [">= 5", "-", "2"], ["3", "-", "3"], ["[2..8]", "-", "4"], ["[9..2]", "-", "5"]]
    box, found = parsed("FIRST", [*rules, ["null", "-", "6"]])

    assert analyse(box, found).hidden == (Hidden(3, (1,)), Hidden(4, (1, 2)), Hidden(5, ()))


def test_rules_with_the_same_cells_are_told_however_they_are_written():
    box, found = parsed("COLLECT", [["[1..2]", '"a", "b"', "1"], ["-", "-", "2"], ["[1..2]", '"b", "a"', "3"]])

    assert analyse(box, found).duplicates == ((1, 3),)


def test_a_cell_that_asks_more_than_literals_answer_is_named_and_claims_nothing():
    box, found = parsed("UNIQUE", [["> t", "-", "1"], ["< 10", "-", "2"]])
    seen = analyse(box, found)

    assert [(cell.rule, cell.label, cell.text) for cell in seen.unchecked] == [(1, "n", "> t")]
    assert (seen.overlaps, seen.gaps, seen.hidden) == ((), (), ())


def test_columns_that_test_the_same_thing_are_looked_at_together():
    body = table("UNIQUE", ["n", "n"], ["o"], [["< 5", "> 1", "1"], ["> 5", "-", "2"]])
    found = decisions.read(dmn(given("n", "number"), decision("d", body, "i:n")))
    seen = analyse(found.decisions["d"].box, found)

    assert [gap.example for gap in seen.gaps] == [{"n": 0}, {"n": 5}]
    assert seen.overlaps == ()
    assert seen.independent


def test_columns_that_share_a_name_are_said_to_depend_on_each_other():
    body = table("UNIQUE", ["n", "n + 1"], ["o"], [["< 5", "-", "1"]])
    found = decisions.read(dmn(given("n", "number"), decision("d", body, "i:n")))

    assert not analyse(found.decisions["d"].box, found).independent


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST"])
def test_a_huge_table_is_finished_or_said_to_be_unfinished(policy):
    rules = [[f"[{number}..{number * 7 % 5000}]", f'"{number}"', "1"] for number in range(5000)]

    assert not analyse(*parsed(policy, rules)).complete
