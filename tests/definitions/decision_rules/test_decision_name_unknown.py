"""decision-name-unknown: An expression speaks of names that the decision is given."""

from __future__ import annotations

import pytest

from tests.decisions.files import decision, dmn, function, given, literal, table
from tests.definitions.decision_rules.checking import findings_in, findings_of

RULE = "decision-name-unknown"


def test_it_names_what_nothing_gives():
    found = findings_of(RULE, table("FIRST", ["amuont"], ["fee"], [["> limti", "1"], ["-", "charge"]]))

    assert [(finding.element, finding.severity) for finding in found] == [("the_table", "warning")] * 3
    assert [finding.message.split(".")[0] for finding in found] == [
        "input “amuont”: nothing gives “amuont”",
        "rule 1, “amuont”: nothing gives “limti”",
        "rule 2, “fee”: nothing gives “charge”",
    ]


def test_a_decision_that_is_not_required_is_to_be_drawn():
    found = findings_of(RULE, literal("amount + base"), decision("base", literal("1")))

    assert found[0].message.endswith("nothing gives “base”. Draw the requirement from it to this decision.")


@pytest.mark.parametrize(
    "body",
    [
        literal('amount + count([1][item > 0]) + string length("x")'),
        literal("for each in [1] return each + limit"),
        literal('due after("5 working days")'),
        "<context><contextEntry><variable name='a'/>" + literal("amount") + "</contextEntry>"
        "<contextEntry>" + literal("a") + "</contextEntry></context>",
        f"<for iteratorVariable='one'><in>{literal('[1]')}</in><return>{literal('one + amount')}</return></for>",
        f"<filter><in>{literal('[{b: 1}]')}</in><match>{literal('b = amount')}</match></filter>",
        f"<list>{literal('amount')}{literal('limit')}</list>",
        f"<conditional><if>{literal('true')}</if><then>{literal('1')}</then><else>{literal('limit')}</else></conditional>",
        "<functionDefinition><formalParameter name='p'/>" + literal("p + amount") + "</functionDefinition>",
    ],
)
def test_it_is_silent_on_names_that_are_in_sight(body):
    assert findings_of(RULE, body) == []


def test_a_function_sees_its_parameters_itself_and_what_it_requires():
    good = function("twice", ["n"], literal("if n = 0 then 0 else twice(n - 1)"))
    bad = function("more", ["n"], literal("n + amount"))
    made = decision("d", literal("twice(amount) + more(1)"), "i:amount", "k:twice", "k:more")

    found = findings_in(RULE, dmn(given("amount"), good, bad, made))
    assert [(finding.element, finding.name) for finding in found] == [("more", "more")]
