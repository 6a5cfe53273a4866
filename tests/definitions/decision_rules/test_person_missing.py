"""person-missing: A rule grants, calculates or refers to a person; it does not itself refuse, reduce or recover."""

from __future__ import annotations

import pytest

from tests.decisions.files import literal, table
from tests.definitions.decision_rules.checking import findings_of

RULE = "person-missing"
BAD = [["> 10", '"refused"'], ["-", '"granted"']]
GOOD = [["> 10", '"refer to a benefits officer"'], ["-", '"granted"']]


def test_it_names_what_is_wrong():
    found = findings_of(RULE, table("FIRST", ["amount"], ["fee"], BAD))

    assert [finding.element for finding in found] == ["the_table"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "says “refused” by itself" in found[0].message


def test_it_is_silent_on_a_sound_table():
    assert findings_of(RULE, table("FIRST", ["amount"], ["fee"], GOOD)) == []


@pytest.mark.parametrize(
    "outcome",
    ['"Rejected"', '"not eligible"', '"not_eligible"', '"send summons"', '"reduced award"', '["ok", "penalty charge"]'],
)
def test_words_that_refuse_reduce_or_recover_are_known_in_any_form(outcome):
    assert findings_of(RULE, table("FIRST", ["amount"], ["result"], [["-", outcome]]))


@pytest.mark.parametrize(
    "outcome",
    [
        '"granted"',
        '"pay"',
        '"settled"',
        '"Refer: may be refused"',
        '"council tax reduction awarded"',
        '"coverage"',
        "5",
    ],
)
def test_what_grants_works_out_or_refers_is_left_alone(outcome):
    assert findings_of(RULE, table("FIRST", ["amount"], ["result"], [["-", outcome]])) == []


@pytest.mark.parametrize(("outcome", "found"), [("false", 1), ("true", 0), ("-5", 1), ("5", 0)])
def test_saying_no_to_what_is_given_is_refusing(outcome, found):
    assert len(findings_of(RULE, table("FIRST", ["amount"], ["eligible"], [["-", outcome]]))) == found


@pytest.mark.parametrize(("person", "found"), [('"benefits officer"', 0), ("true", 0), ('"nobody"', 1), ("-", 1)])
def test_a_column_that_names_the_person_refers_to_one(person, found):
    rules = [["-", '"refused"', person]]
    assert len(findings_of(RULE, table("FIRST", ["amount"], ["result", "person"], rules))) == found


def test_the_default_refers_to_a_person_too():
    found = findings_of(RULE, table("UNIQUE", ["amount"], ["result"], [["> 1", '"ok"']], defaults=['"refused"']))

    assert found[0].message.startswith("The default says “refused” by itself.")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('if amount > 1 then "refused" else "granted"', 1),
        ('if amount > 1 then "refer to a person" else "granted"', 0),
        ('amount = limit or "refused" = "x"', 0),
        ('{result: if amount > 1 then "refused" else "ok"}', 1),
    ],
)
def test_expressions_are_looked_at_where_they_give_a_result(text, found):
    assert len(findings_of(RULE, literal(text))) == found
