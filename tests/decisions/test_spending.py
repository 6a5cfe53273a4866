"""A decision, with everything that it requires, has one budget: what its parts spend adds up."""

from __future__ import annotations

import json
import sys
from time import process_time

import pytest

from engine import decisions
from engine.decisions.state import BUDGET
from engine.errors import Refused
from engine.feel import BudgetExceeded
from tests.decisions.files import NAMESPACE, decide, decision, dmn, function, given, literal, service, table

SECONDS = 3 if sys.gettrace() is None else 10
"""Of CPU: one is meant, and a busy machine gets three; measuring coverage slows everything."""
MANY = 300
STEPS = "count(for i in 1..40000 return 1)"
ROOM = 'string join(for i in 1..3000 return "' + "a" * 60 + '")'
MATCHES = 'matches(long, "(a|aa)+$b" + string({}))'
LISTED = (
    "<itemDefinition name='t' isCollection='true'><typeRef>number</typeRef>"
    "<allowedValues><text>{}</text></allowedValues></itemDefinition>"
)


def each(text: str) -> list[str]:
    """The same work many times, written a little differently each time."""
    return [f"{text} {' ' * number}" for number in range(MANY)]


def listed(texts: list[str]) -> str:
    return f"<list>{''.join(map(literal, texts))}</list>"


def chain(text: str) -> str:
    """Decisions that each do some work, all of which the last requires."""
    parts = [decision(f"d{number}", literal(text)) for number in range(MANY)]
    return "".join(parts) + decision("d", literal("1"), *(f"d:d{number}" for number in range(MANY)))


def nested(levels: int) -> str:
    """Entries of a context that are lists of ten of the entry before."""
    texts = ["[1]", *(f"[{', '.join([f'c{number}'] * 10)}]" for number in range(levels))]
    entries = (
        f"<contextEntry><variable name='c{number}'/>{literal(text)}</contextEntry>" for number, text in enumerate(texts)
    )
    return f"<context>{''.join(entries)}</context>"


SPENDING = {
    "literals": decision("d", listed(each(STEPS))),
    "outcomes": decision("d", table("COLLECT", ["1"], ["o"], [["-", text] for text in each(STEPS)])),
    "cells": decision("d", table("COLLECT", ["1"], ["o"], [[f"{text} = ?", "1"] for text in each(STEPS)])),
    "requirements": chain(STEPS),
    "functions": function("f", ["n"], literal(STEPS)) + decision("d", listed(["f(1)"] * MANY), "k:f"),
    "services": decision("s1", literal(STEPS))
    + service("s", ["s1"])
    + decision("d", listed(["s()"] * MANY), "k:s"),
    "texts": decision("d", listed(each(ROOM))),
    "one text again and again": decision(
        "d", f"<context><contextEntry><variable name='t'/>{literal(ROOM)}</contextEntry>"
        f"<contextEntry>{literal('for i in 1..20000 return t')}</contextEntry></context>",
    ),
    "an input in each rule that holds": given("long")
    + decision("d", table("COLLECT", ["long"], ["o"], [["-", "1"]] * MANY), "i:long"),
    "lists of lists": decision("d", nested(7)),
    "results so far": decision(
        "d", f"<for iteratorVariable='n'><in>{literal('for i in 1..9000 return i')}</in>"
        f"<return>{literal('partial')}</return></for>",
    ),
    "regular expressions": given("long") + decision("d", listed([MATCHES.format(n) for n in range(MANY)]), "i:long"),
    "allowed values": LISTED.format(f"{STEPS} = ?".replace("1)", "?)"))
    + decision("d", literal("for i in 1..2000 return i"), type_ref="t"),
}  # fmt: skip


@pytest.mark.parametrize("file", SPENDING.values(), ids=SPENDING.keys())
def test_a_decision_is_ended_when_its_parts_together_spend_too_much(file):
    model = decisions.read(dmn(file))
    begin = process_time()

    with pytest.raises(BudgetExceeded, match=r"^The decision "):
        decisions.evaluate(model, "d", {"long": "a" * 20_000})
    assert process_time() - begin < SECONDS


def test_what_an_imported_file_spends_counts():
    rates = decisions.read(dmn(chain(STEPS), namespace="urn:rates"))
    imported = '<import name="r" namespace="urn:rates" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
    model = decisions.read(
        dmn(imported, decision("top", literal("r.d"), "d:urn:rates#d")), imports={"urn:rates": rates}
    )

    with pytest.raises(BudgetExceeded, match="takes too many steps"):
        decisions.evaluate(model, "top", {})


def test_what_comes_out_is_never_larger_than_the_room():
    texts = [f'string join(for i in 1..100 return "{number} {"a" * 80}")' for number in range(100)]
    decided = decisions.evaluate(decisions.read(dmn(decision("d", listed(texts)))), "d", {})

    assert 800_000 < len(json.dumps(decided.result)) <= BUDGET.room


def test_a_large_decision_that_does_honest_work_is_made():
    rows = [[f"> {number}", str(number)] for number in range(1_000)]
    tables = [decision(f"t{n}", table("FIRST", ["n"], ["o"], rows), "i:n") for n in range(10)]
    total = decision("d", literal(" + ".join(f"t{n}" for n in range(10))), *(f"d:t{n}" for n in range(10)))

    assert decide(dmn(given("n", "number"), *tables, total), {"n": 1}, "d") == 0


def test_an_imported_model_is_gone_over_once_however_many_files_import_it():
    model = decisions.read(dmn(given("n"), decision("z0", literal("n + 1"), "i:n"), namespace=f"{NAMESPACE}/0"))
    for level in range(1, 20):
        below = f"{NAMESPACE}/{level - 1}"
        kind = 'importType="https://www.omg.org/spec/DMN/20230324/MODEL/"'
        twice = "".join(f'<import name="{name}" namespace="{below}" {kind}/>' for name in "ab")
        text = literal(f"a.z{level - 1} + b.z{level - 1}")
        made = decision(f"z{level}", text, f"d:{below}#z{level - 1}")
        model = decisions.read(dmn(twice, made, namespace=f"{NAMESPACE}/{level}"), imports={below: model})

    assert decisions.evaluate(model, "z19", {"n": 1}).result == 2**20


def test_entries_of_a_context_that_are_functions_see_no_entry_after_them():
    body = f"<functionDefinition>{literal('later')}</functionDefinition>"
    written = "".join(
        f"<contextEntry><variable name='{name}'/>{box}</contextEntry>"
        for name, box in (("f", body), ("later", literal("1")), ("r", literal("f()")))
    )

    assert decide(dmn(decision("d", f"<context>{written}</context>")))["r"] is None


def test_more_inputs_than_anything_asks_for_are_refused():
    model = decisions.read(dmn(decision("d", literal("1"))))

    with pytest.raises(Refused, match="at most 5,000"):
        decisions.evaluate(model, "d", {f"n{number}": 1 for number in range(5_001)})


def test_a_function_of_the_model_calls_itself_deeply_and_ends_by_name():
    body = literal("if n = 0 then 0 else n + f(n - 1)")

    def total(depth: int) -> object:
        return decisions.evaluate(
            decisions.read(dmn(function("f", ["n"], body) + decision("d", literal(f"f({depth})"), "k:f"))), "d", {}
        ).result

    assert total(490) == 490 * 491 // 2
    with pytest.raises(decisions.TooMuchWork):
        total(600)
