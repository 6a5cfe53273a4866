"""The timeline of a case over the API says which version of a decision decided, by which rules, on what, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask

from engine import cases, definitions
from engine.people import SYSTEM
from engine.store import Store, unit_of_work
from tests.api.casework import complete, open_task
from tests.api.checking import assert_matches_schema
from tests.cases.test_tools import keep
from tests.council import Council
from tests.decisions.files import decision, dmn, given, table
from tests.definitions.models import model

FEES = table("FIRST", ["kind", "name"], ["fee"], [['"fence"', "-", "34"], ["-", "-", "206"]])
FEE = dmn(given("kind"), given("name"), decision("fee", FEES, "i:kind", "i:name"))
ASKED = """
lane Advisers: form rule check
startEvent start
userTask form "Ask what is built"
businessRuleTask rule "Work out the fee" camunda:decisionRef="fee" camunda:resultVariable="fee"
userTask check "Tell the fee"
endEvent end
start -> form -> rule -> check -> end
diagram
"""
FORM = (
    '<bpmn:extensionElements><camunda:formData><camunda:formField id="kind" label="Kind" type="string"/>'
    '<camunda:formField id="name" label="Name" type="string"><camunda:properties>'
    '<camunda:property id="sensitivity" value="{of_name}"/></camunda:properties></camunda:formField>'
    "</camunda:formData></bpmn:extensionElements>"
)


def _with_scripts(drawing: str, scripts: Sequence[str]) -> str:
    """The drawing with script steps between what is asked and the rule."""
    steps = {f"script{number}": text for number, text in enumerate(scripts)}
    drawn = "".join(f'scriptTask {name} "Reckon" scriptFormat="feel" script="{text}"\n' for name, text in steps.items())
    way = " -> ".join(["form", *steps, "rule"])
    return (
        drawing.replace("endEvent end\n", f"{drawn}endEvent end\n")
        .replace("form -> rule", way)
        .replace("form rule check", " ".join(["form", *steps, "rule check"]))
    )


@pytest.fixture
def decided(app: Flask, store: Store, council: Council, as_actor):
    """`decided()` are the entries of the timeline of a case in which a fence was to be paid for, and the version."""

    def run(
        file: bytes = FEE, of_name: str = "personal", scripts: Sequence[str] = ()
    ) -> tuple[list[dict[str, object]], int]:
        version_id = keep(store, council, file, store.clock.now().date())
        drawn = model(_with_scripts(ASKED, scripts)).decode()
        asked = re.sub(r'(<bpmn:userTask id="form"[^>]*)/?>', rf"\1>{FORM.format(of_name=of_name)}", drawn)
        with unit_of_work(store) as work:
            deployed = definitions.deploy(work, asked.encode(), service_id=council.service_id, by=SYSTEM)
            definitions.approve(work, deployed.version_id, SYSTEM)
            key = definitions.version_by_id(work, deployed.version_id).process_key
            begun = cases.start(work, process_key=key, site_id=council.site_id, by=council.adviser)
        client = as_actor(council.officer)
        complete(client, open_task(client, begun.id), kind="fence", name="Grace Hopper")
        answer = client.get(f"/api/v1/cases/{begun.id}/timeline")
        assert_matches_schema(app, answer)
        return answer.json["items"], version_id

    return run


def made(entries: list[dict[str, object]]) -> dict[str, object]:
    (found,) = [entry for entry in entries if entry["action"] == "case:decision:made"]
    return found


def test_the_rules_that_held_are_told_with_their_outcomes_and_what_the_decision_was_asked(decided):
    entries, version_id = decided()
    why = made(entries)["decided"]
    assert (why["decision"], why["version_id"], why["version"]) == ("fee", version_id, 1)
    assert why["rules"] == [
        {"table": "the_table", "index": 1, "note": "note 1", "outputs": {"fee": 34},
         "sentence": "Rule 1: note 1. Fee: 34."}
    ]  # fmt: skip
    assert why["why"] == ["Rule 1: note 1. Fee: 34."]


def test_the_version_is_numbered_as_it_was_when_it_decided(store: Store, council: Council, clock, as_actor, decided):
    entries, version_id = decided()
    for file in (FEE + b"<!-- another -->", FEE):
        clock.advance(timedelta(days=1))
        last = keep(store, council, file, clock.now().date())
    case_id = as_actor(council.officer).get("/api/v1/cases").json["items"][0]["id"]
    again = made(as_actor(council.officer).get(f"/api/v1/cases/{case_id}/timeline").json["items"])

    assert last == version_id
    assert again["decided"] == made(entries)["decided"]
    assert (again["decided"]["version_id"], again["decided"]["version"]) == (version_id, 1)


def test_no_personal_answer_is_told_with_the_reasons(decided):
    assert made(decided()[0])["decided"]["inputs"] == {"kind": "fence"}


def test_what_only_another_decision_of_the_file_asks_is_not_among_the_inputs(decided):
    other = decision("other", table("FIRST", ["kind"], ["n"], [["-", "1"]]), "i:kind")
    fee = decision("fee", table("FIRST", ["1"], ["fee"], [["-", "34"]]), "i:size")
    why = made(decided(dmn(given("kind"), given("size"), other, fee))[0])["decided"]
    assert (why["inputs"], why["why"]) == ({}, ["Rule 1: note 1. Fee: 34."])


def test_nothing_is_told_of_a_decision_that_looks_at_a_restricted_answer(decided):
    assert made(decided(of_name="restricted")[0])["decided"] is None


def test_a_restricted_answer_hides_the_reasons_also_where_the_file_does_not_draw_it_as_input(decided):
    undrawn = dmn(given("kind"), decision("fee", FEES, "i:kind"))
    assert made(decided(undrawn, of_name="restricted")[0])["decided"] is None


def test_a_restricted_answer_hides_the_reasons_also_under_the_names_that_scripts_give_it(decided):
    fee = decision("fee", table("FIRST", ["renamed"], ["fee"], [["-", "34"]]), "i:renamed")
    file = dmn(given("renamed"), fee)
    assert made(decided(file, scripts=["{renamed: upper case(name)}"])[0])["decided"] is not None
    for scripts in (
        ["{renamed: upper case(name)}"],
        ["{first: name}", "{renamed: first}"],
        ["{renamed: [1, 2][name = null]}"],
        ["{beside: name, renamed: 1}"],
    ):
        assert made(decided(file, of_name="restricted", scripts=scripts)[0])["decided"] is None, scripts


def test_other_entries_have_no_reasons(decided):
    entries, _ = decided()
    assert {entry["decided"] is None for entry in entries if entry["action"] != "case:decision:made"} == {True}


def test_that_no_rule_held_is_told(decided):
    none = table("FIRST", ["kind"], ["fee"], [['"wall"', "34"]])
    why = made(decided(dmn(given("kind"), decision("fee", none, "i:kind")))[0])["decided"]
    assert (why["rules"], why["why"]) == ([], ["Fee: no rule of its table holds."])
