"""Two versions of a decision side by side: what was added, taken away and changed."""

from __future__ import annotations

import re
import sys
from time import process_time

from engine import decisions
from engine.decisions.comparing import CellChange, PartChange, RuleChange, compare
from tests.decisions.files import decision, dmn, given, literal, table

SECONDS = 9 if sys.gettrace() is None else 30
"""Of CPU, with reading: three are meant, and a busy machine gets nine; measuring coverage slows everything."""
RULES = [["< 10", "34"], ["[10..20]", "206"], ["> 20", "400"]]


def read(rules, policy="UNIQUE", body="", extra="", **options: object):
    made = body or table(policy, ["n"], ["fee"], rules, **options)
    return decisions.read(dmn(given("n", "number"), extra, decision("d", made, "i:n")))


def test_the_same_twice_differs_in_nothing():
    assert compare(read(RULES), read(RULES)).same


def test_a_changed_cell_is_told_with_its_rule_and_column():
    (change,) = compare(read(RULES), read([RULES[0], ["[10..20]", "258"], RULES[2]])).tables

    assert (change.decision, change.path, change.policy, change.columns) == ("d", (), None, ())
    assert change.rules == (RuleChange(2, 2, (CellChange("fee", "206", "258"),)),)


def test_rules_are_known_again_by_their_ids_wherever_they_stand():
    old, new = (table("FIRST", ["n"], ["fee"], RULES) for _ in range(2))
    new = (
        new.replace('id="rule_1"', 'id="first"')
        .replace('id="rule_2"', 'id="rule_1"')
        .replace('id="first"', 'id="rule_2"')
    )
    (change,) = compare(read([], body=old), read([], body=new)).tables

    assert [(one.before, one.after) for one in change.rules] == [(2, 1), (1, 2)]


def test_new_and_lost_rules_are_told_with_their_cells():
    old = table("FIRST", ["n"], ["fee"], RULES)
    new = table("FIRST", ["n"], ["fee"], RULES[:2]).replace('id="rule_2"', 'id="rule_9"').replace("206", "9")
    (change,) = compare(read([], body=old), read([], body=new)).tables

    assert [(one.before, one.after) for one in change.rules] == [(None, 2), (2, None), (3, None)]
    assert CellChange("fee", "", "9") in change.rules[0].cells
    assert CellChange("note", "note 3", "") in change.rules[2].cells


def test_a_rule_that_only_moved_is_told_once():
    old = table("FIRST", ["n"], ["fee"], RULES)
    first, second, third = (old.split("<rule ")[place] for place in (1, 2, 3))
    new = old.split("<rule ")[0] + "".join(f"<rule {part}" for part in (second, first)) + f"<rule {third}"
    (change,) = compare(read([], body=old), read([], body=new)).tables

    assert [(one.before, one.after, one.cells) for one in change.rules] in (
        [(1, 2, ())],
        [(2, 1, ())],
    )


def test_columns_and_hit_policies_are_compared():
    (change,) = compare(read(RULES), read(RULES, "FIRST", allowed=["[0..100]"], defaults=["0"])).tables

    assert change.policy == CellChange("hit policy", "UNIQUE", "FIRST")
    assert change.columns == (
        CellChange("input 1", "n: n", "n: n ([0..100])"),
        CellChange("output 1", "fee", "fee, else 0"),
    )


def test_a_table_that_became_an_expression_is_told_as_both():
    found = compare(read(RULES), read([], body=literal("n * 2")))

    assert [len(change.rules) for change in found.tables] == [3]
    assert found.parts == (PartChange("expression", "d, expression", "", "n * 2"),)


def test_inputs_types_and_decisions_are_compared():
    kind = '<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>{}</text></allowedValues>'
    kind += "</itemDefinition>"
    old = dmn(kind.format('"a"'), given("n", "number"), decision("d", literal("n"), "i:n"))
    new = dmn(
        kind.format('"a", "b"'),
        given("n", "string"),
        decision("d", literal("n + 1"), "i:n"),
        decision("e", literal("1")),
    )
    found = compare(decisions.read(old), decisions.read(new))

    assert found.tables == ()
    assert [(part.kind, part.before, part.after) for part in found.parts] == [
        ("decision", "", "e"),
        ("input", "n: number", "n: string"),
        ("type", 'string ("a")', 'string ("a", "b")'),
        ("expression", "n", "n + 1"),
        ("expression", "", "1"),
    ]


def test_large_tables_with_other_ids_and_another_order_are_compared_within_seconds():
    numbers = range(5_000)
    rows = [[str(number), str(number % 3)] for number in numbers]
    was = read([], body=table("FIRST", ["n"], ["fee"], rows))
    other_ids = table("FIRST", ["n"], ["fee"], rows).replace('id="rule_', 'id="other_')
    turned = table("FIRST", ["n"], ["fee"], rows[::-1])
    begin = process_time()

    assert compare(was, read([], body=other_ids)).same
    assert len(compare(was, read([], body=turned)).tables[0].rules) == len(numbers)
    assert process_time() - begin < SECONDS


def test_of_rules_that_changed_places_as_few_as_possible_are_told():
    texts = ["a", "b", "c", "d", "e", "f"]
    old, new = (
        re.sub(
            "<description>.*?</description>", "", table("FIRST", ["n"], ["fee"], [[f'"{text}"', "1"] for text in order])
        )
        for order in (texts, ["b", "c", "f", "a", "d", "e"])
    )
    (change,) = compare(read([], body=old), read([], body=new.replace('id="rule_', 'id="r_'))).tables

    assert [(one.before, one.after) for one in change.rules] == [(6, 3), (1, 4)]
