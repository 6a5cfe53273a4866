"""A table's rules are tried as the standard says, and those that hit are told with their values."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from engine import decisions
from tests.decisions.files import decide, decision, dmn, given, literal, table


def cell(test, value):
    """Whether a cell holds for a value (and a limit of 7), by a table of one rule."""
    return decide(dmn(decision("d", table("FIRST", ["value"], ["r"], [[test, "true"]]))), {"value": value, "limit": 7})


@pytest.mark.parametrize(
    ("test", "holds", "not_for"),
    [
        ("-", [1, "x", None], []),
        ("5", [5, 5.0], [4, "5", None]),
        ("> 5", [6], [5, None, "x"]),
        ("[1..3]", [1, 2, 3], [0, 4]),
        ("]1..3[", [2], [1, 3]),
        ("1, 7, 9", [1, 7, 9], [2]),
        ("not(3)", [1], [3]),
        ("not(1, 2)", [3], [1, 2]),
        ('"A", "B"', ["A", "B"], ["C"]),
        ("< 1, > 9", [0, 10], [5]),
        ("null", [None], [1]),
        ("true", [True], [False, None, "x"]),
        ("false", [False], [True, None]),
        ("? * 2 > 10", [6], [5]),
        ("> limit", [8], [7]),
        ('date("2026-01-01")', [], ["2026-01-01"]),
    ],
)
def test_a_cell_holds_for_what_it_says(test, holds, not_for):
    assert [cell(test, value) for value in holds] == [True] * len(holds)
    assert [cell(test, value) for value in not_for] == [None] * len(not_for)


def test_the_rules_that_hit_are_told_with_their_values_and_notes():
    body = table("COLLECT", ["age", "band"], ["fee"], [["> 3", "-", "1.5"], ["> 9", "-", "2"], ["-", '"A"', "3"]])
    decided = decisions.evaluate(decisions.read(dmn(decision("d", body))), "d", {"age": 7, "band": "A"})

    assert decided.result == [1.5, 3]
    assert [(hit.decision, hit.table, hit.rule_id, hit.index, hit.note) for hit in decided.rules] == [
        ("d", "the_table", "rule_1", 1, "note 1"),
        ("d", "the_table", "rule_3", 3, "note 3"),
    ]
    assert decided.rules[0].inputs == {"age": 7, "band": "A"}
    assert decided.rules[0].outputs == {"fee": 1.5}


def test_only_the_rule_that_counts_is_told():
    body = table("FIRST", ["age"], ["fee"], [["> 3", "1"], ["> 4", "2"]])

    decided = decisions.evaluate(decisions.read(dmn(decision("d", body))), "d", {"age": 9})

    assert [hit.index for hit in decided.rules] == [1]


def test_a_column_without_a_name_tells_its_result():
    body = table("FIRST", ["age"], [""], [["-", "1"]])

    decided = decisions.evaluate(decisions.read(dmn(decision("d", body))), "d", {"age": 9})

    assert decided.rules[0].outputs == {"result": 1}


def test_an_output_may_be_worked_out_from_the_inputs():
    data = dmn(given("age"), decision("d", table("FIRST", ["age"], ["fee"], [["-", "age * 2 + 1"]]), "i:age"))

    assert decide(data, {"age": 3}) == 7


def test_a_value_that_the_column_does_not_allow_decides_nothing_and_says_so():
    body = table("FIRST", ["band"], ["fee"], [["-", "1"]], allowed=['"A", "B"'])
    model = decisions.read(dmn(decision("d", body)))

    assert decisions.evaluate(model, "d", {"band": "A"}).result == 1
    assert decisions.evaluate(model, "d", {"band": ["A", "B"]}).result == 1
    refused = decisions.evaluate(model, "d", {"band": "C"})

    assert refused.result is None
    assert refused.notes == ("d: band has a value that the table does not allow.",)


def test_now_and_the_callers_functions_are_in_sight_in_cells():
    body = table("FIRST", ["day"], ["fee"], [["< today()", "twice(day.day)"]])
    data = dmn(given("day", "date"), decision("d", body, "i:day"))

    found = decide(
        data, {"day": "2026-11-20"}, now=datetime(2026, 11, 21, tzinfo=UTC), functions={"twice": lambda n: n * 2}
    )

    assert found == 40


def test_numbers_stay_exact():
    data = dmn(decision("d", table("FIRST", ["fee"], ["total"], [["0.3", "fee * 3"]])))

    decided = decisions.evaluate(decisions.read(data), "d", {"fee": Decimal("0.3")})

    assert decided.value == Decimal("0.9")
    assert decide(data, {"fee": 0.3}) == 0.9


@settings(max_examples=60, deadline=None)
@for_all(
    st.lists(st.tuples(st.integers(0, 4), st.integers(4, 9), st.booleans()), min_size=1, max_size=8),
    st.integers(0, 9),
)
def test_a_table_of_ranges_agrees_with_plain_python(ranges, value):
    rules = [
        [f"[{low}..{high}]" if inside else f"not([{low}..{high}])", str(number)]
        for number, (low, high, inside) in enumerate(ranges)
    ]
    expected = [number for number, (low, high, inside) in enumerate(ranges) if (low <= value <= high) is inside]

    assert decide(dmn(decision("d", table("COLLECT", ["value"], ["n"], rules))), {"value": value}) == expected


def test_a_note_says_why_a_part_became_null():
    decided = decisions.evaluate(decisions.read(dmn(decision("d", literal("nothing here + 1")))), "d", {})

    assert decided.result is None
    assert "nothing here" in decided.notes[0]
