"""Libraries: decision files without a decision, whose functions and types other files import."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from engine import audit, decisions, definitions
from engine.errors import NotFound, NotPermitted, Refused
from engine.people import SYSTEM, create_service
from engine.store import unit_of_work
from tests.decisions.files import decision, dmn, function, given, literal, table
from tests.definitions.test_decision_models import importing, keep

MONEY = "https://example.org/money"
TYPE = '<itemDefinition name="tKind"><typeRef>string</typeRef></itemDefinition>'
JUNE = date(2026, 6, 1)


def library(factor: str = "2", *more: str, namespace: str = MONEY) -> bytes:
    """A library with a function that makes an amount so many times as large."""
    return dmn(function("charged", ["amount:number"], literal(f"amount * {factor}")), *more, namespace=namespace)


def importer(space: str = MONEY) -> bytes:
    made = decision("fee", literal("money.charged(10)"), f"k:{space}#charged")
    return dmn(importing(space, "money"), made, namespace="https://example.org/fees")


def fee(store, on: date = JUNE) -> tuple[object, tuple[int, ...]]:
    with unit_of_work(store) as work:
        version_id, model = definitions.decision_for(work, "fee", on)
        result = decisions.evaluate(model, "fee", {}, now=work.now).result
        return result, definitions.imported_versions(work, version_id, on)


def rows(store, version_id: int) -> list[definitions.DecisionRow]:
    with unit_of_work(store) as work:
        return definitions.decision_rows(work, version_id=version_id)


@pytest.mark.parametrize("data", [library(), dmn(TYPE, namespace=MONEY), dmn(given("kind"), namespace=MONEY)])
def test_a_file_of_functions_types_or_inputs_is_a_library_known_by_its_namespace(store, council, data):
    made = keep(store, council, data, approve=False)

    (row,) = rows(store, made.version_id)
    assert (made.outcome, made.decisions, made.library) == ("created", (), "file")
    assert (row.kind, row.key, row.name, row.number) == ("library", MONEY, "file", 1)
    assert keep(store, council, data, approve=False).outcome == "unchanged"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (dmn(namespace=MONEY), "no decision, and no function, type or input"),
        (dmn(importing(MONEY), namespace="https://example.org/other"), "no decision, and no function, type or input"),
        (dmn(TYPE, namespace=""), "has no namespace"),
        (dmn(TYPE, namespace=f"urn:{'long' * 60}"), "The namespace urn:longlong.* is over 200 characters"),
    ],
)
def test_what_nobody_could_use_is_refused(store, council, data, says):
    keep(store, council, dmn(TYPE, namespace=MONEY))
    with pytest.raises(Refused, match=says):
        keep(store, council, data)


def test_each_version_of_a_library_is_used_from_its_day_on(store, council):
    first = keep(store, council, library("2"))
    keep(store, council, importer())
    second = keep(store, council, library("3"), date(2026, 7, 1))

    assert fee(store) == (20, (first.version_id,))
    assert fee(store, date(2026, 7, 1)) == (30, (second.version_id,))
    assert [row.number for row in rows(store, second.version_id)] == [2]


def test_a_library_is_used_only_once_somebody_else_has_approved_it(store, council):
    both = replace(council.analyst, grants=council.analyst.grants | council.head.grants)
    made = keep(store, council, library(), approve=False)
    waiting = keep(store, council, importer(), approve=False)

    with pytest.raises(NotPermitted, match="You uploaded this library"), unit_of_work(store) as work:
        definitions.approve_decision(work, made.version_id, both)
    needs = rf"Have “file” \(file {made.version_id}\) approved first"
    with pytest.raises(Refused, match=needs), unit_of_work(store) as work:
        definitions.approve_decision(work, waiting.version_id, council.head)
    with unit_of_work(store) as work:
        definitions.approve_decision(work, made.version_id, council.head)
        definitions.approve_decision(work, waiting.version_id, council.head)
        told = [entry.facts["names"] for entry in audit.entries(work, action="definitions:decision:approved")]
    assert fee(store)[0] == 20
    assert ["file"] in told


def test_the_rules_look_over_the_tables_in_a_library(store, council):
    overlapping = table("UNIQUE", ["n"], ["o"], [["< 5", "1"], ["> 3", "2"]])
    made = keep(store, council, dmn(function("band", ["n:number"], overlapping), namespace=MONEY), approve=False)

    assert ("table-overlap", "must-fix") in [(found.rule, found.severity) for found in made.findings]
    with pytest.raises(Refused, match="The library cannot be approved yet"), unit_of_work(store) as work:
        definitions.approve_decision(work, made.version_id, council.head)


@pytest.mark.parametrize("named", [MONEY, "file"])
def test_a_library_is_never_called_as_a_decision(store, council, named):
    made = keep(store, council, library())

    with unit_of_work(store) as work:
        with pytest.raises(Refused, match=r"is a library.*Name a decision"):
            definitions.decision_for(work, named, JUNE)
        with pytest.raises(Refused, match=r"is a library.*Ask a decision of a file that imports it"):
            decisions.evaluate(definitions.decision_model(work, made.version_id), named, {})
        with pytest.raises(NotFound, match="No decision 'charged' is in force"):
            definitions.decision_for(work, "charged", JUNE)


def test_a_decision_may_be_called_as_a_library_is(store, council):
    keep(store, council, library())
    keep(store, council, dmn(decision("file", literal("7")), namespace="https://example.org/other"))

    with unit_of_work(store) as work:
        assert decisions.evaluate(definitions.decision_for(work, "file", JUNE)[1], "file", {}).result == 7


def test_each_service_may_have_a_library_of_the_same_namespace_and_its_own_comes_first(store, council):
    with unit_of_work(store) as work:
        other = create_service(work, "roads", "Roads", by=SYSTEM).id
    theirs = keep(store, council, library("9"), service_id=other, by=SYSTEM)
    own = keep(store, council, library("2"))
    keep(store, council, importer())

    assert fee(store) == (20, (own.version_id,))
    (mine,), (others,) = rows(store, own.version_id), rows(store, theirs.version_id)
    assert (mine.number, others.number, mine.decision_id == others.decision_id) == (1, 1, False)


def test_a_library_that_gets_a_decision_is_still_a_version_of_the_library(store, council):
    keep(store, council, library("2"))
    keep(store, council, importer())
    both = keep(store, council, library("4", decision("base", literal("1"))), date(2026, 3, 1))

    assert fee(store) == (40, (both.version_id,))
    assert [(row.kind, row.number) for row in rows(store, both.version_id)] == [("decision", 1), ("library", 2)]
    assert (both.decisions, both.library) == (("base",), "file")


def test_two_versions_of_a_library_are_compared(store, council):
    part = '<itemDefinition name="tA"><itemComponent name="age"><typeRef>{}</typeRef></itemComponent></itemDefinition>'
    before = keep(store, council, library("2", part.format("number")))
    wider = library("3", part.format("string")).replace(b'"amount" typeRef="number"', b'"amount" typeRef="Any"')
    after = keep(store, council, wider, approve=False)

    with unit_of_work(store) as work:
        found = definitions.compare_decisions(work, before.version_id, after.version_id)
    assert [(one.kind, one.before, one.after) for one in found.parts] == [
        ("type", "age: number", "age: string"),
        ("function", "charged(amount: number)", "charged(amount: Any)"),
        ("expression", "amount * 2", "amount * 3"),
    ]


def test_libraries_and_decisions_are_listed_page_by_page_without_a_gap(store, council):
    with unit_of_work(store) as work:
        other = create_service(work, "roads", "Roads", by=SYSTEM).id
    keep(store, council, library("2"))
    keep(store, council, library("9"), service_id=other, by=SYSTEM)
    keep(store, council, importer())
    seen, after = [], None
    with unit_of_work(store) as work:
        while page := definitions.decision_rows(work, after=after, limit=1):
            seen += page
            after = (page[0].key, page[0].decision_id, page[0].valid_from, page[0].number)
        every = definitions.decision_rows(work)
    assert (len(seen), seen) == (3, every)


def test_the_library_of_the_official_kit_is_taken_with_the_file_that_imports_it(store, council, corpus: Path):
    folder = corpus / "dmn-tck/compliance-level-3/0086-import"
    base = keep(store, council, (folder / "Imported_Model.dmn").read_bytes())
    made = keep(store, council, (folder / "0086-import.dmn").read_bytes())

    with unit_of_work(store) as work:
        version_id, model = definitions.decision_for(work, made.decisions[0], JUNE)
        person = {"A Person": {"name": "Ada", "age": 36}}
        assert decisions.evaluate(model, made.decisions[0], person).result == "Respectfully, Hello Ada!"
        assert definitions.imported_versions(work, version_id, JUNE) == (base.version_id,)
