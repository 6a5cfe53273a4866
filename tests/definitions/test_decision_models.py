"""Decision files that import others: the version in force, of the own service first; and what rules find on the way."""

from __future__ import annotations

from datetime import date

import pytest

from engine import decisions, definitions
from engine.errors import Refused
from engine.people import SYSTEM, create_service
from engine.store import unit_of_work
from tests.decisions.files import decision, dmn, given, literal, table

RATES, FEES = "https://example.org/rates", "https://example.org/fees"


def rates(rate: str, more: str = "") -> bytes:
    return dmn(decision("rate", literal(rate)), more, namespace=RATES)


def importing(space: str, name: str = "rates") -> str:
    return f'<import name="{name}" namespace="{space}" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'


def fees(space: str = RATES) -> bytes:
    made = decision("fee", literal("rates.rate * 10"), f"d:{RATES}#rate")
    return dmn(importing(space), made, namespace=FEES)


def keep(store, council, data, valid_from=date(2026, 1, 1), approve=True, **options: object):
    with unit_of_work(store) as work:
        given_too = {"service_id": council.service, "by": council.analyst, **options}
        made = definitions.deploy_decision(work, data, valid_from=valid_from, **given_too)
        if approve:
            definitions.approve_decision(work, made.version_id, SYSTEM)
        return made


def fee(store, on=date(2026, 6, 1)):
    with unit_of_work(store) as work:
        version_id, model = definitions.decision_for(work, "fee", on)
        result = decisions.evaluate(model, "fee", {}, now=work.now).result
        return result, definitions.imported_versions(work, version_id, on)


def test_a_file_finds_the_version_in_force_of_what_it_imports(store, council):
    first = keep(store, council, rates("2"))
    keep(store, council, fees())
    second = keep(store, council, rates("3"), date(2026, 7, 1))

    assert fee(store) == (20, (first.version_id,))
    assert fee(store, date(2026, 7, 1)) == (30, (second.version_id,))


def test_what_is_not_approved_decides_nothing_even_for_another_file(store, council):
    keep(store, council, rates("2"), approve=False)
    keep(store, council, fees())

    with pytest.raises(Refused, match="example\\.org/rates, which is not here"):
        fee(store)


def test_a_file_that_imports_what_nobody_uploaded_is_refused(store, council):
    with pytest.raises(Refused, match="Upload that model first"):
        keep(store, council, fees())


def test_imports_of_imports_are_followed_and_told(store, council):
    base = keep(store, council, dmn(decision("base", literal("4")), namespace="https://example.org/base"))
    through = keep(
        store,
        council,
        dmn(
            importing("https://example.org/base", "deep"),
            decision("rate", literal("deep.base + 1"), "d:https://example.org/base#base"),
            namespace=RATES,
        ),
    )
    keep(store, council, fees())

    assert fee(store) == (50, (through.version_id, base.version_id))


def test_files_that_import_each_other_are_refused(store, council):
    keep(store, council, rates("2"))
    keep(store, council, fees())

    with pytest.raises(Refused, match="imports itself"):
        keep(store, council, rates("2", importing(FEES, "fees")), date(2026, 2, 1))


def test_the_own_service_comes_first(store, council):
    own = keep(store, council, rates("2"))
    with unit_of_work(store) as work:
        other = create_service(work, "other", "Other", by=SYSTEM).id
    theirs = dmn(decision("their_rate", literal("9")), decision("rate2", literal("9")), namespace=RATES)
    keep(store, council, theirs, date(2026, 3, 1), service_id=other, by=SYSTEM)
    keep(store, council, fees())

    assert fee(store) == (20, (own.version_id,))


def test_an_upload_tells_what_the_rules_find_and_a_must_fix_finding_keeps_it_from_being_approved(store, council):
    overlapping = table("UNIQUE", ["n"], ["o"], [["< 5", "1"], ["> 3", "2"]])
    made = keep(store, council, dmn(given("n", "number"), decision("fee", overlapping, "i:n")), approve=False)

    assert [(found.rule, found.severity) for found in made.findings] == [("table-overlap", "must-fix")]
    with unit_of_work(store) as work:
        assert definitions.decision_findings(work, made.version_id) == made.findings
    with unit_of_work(store) as work, pytest.raises(Refused, match="Rules 1 and 2 both hold when n is 4") as refused:
        definitions.approve_decision(work, made.version_id, SYSTEM)
    assert [problem.where for problem in refused.value.problems] == ["the_table"]
    with unit_of_work(store) as work:
        tried = decisions.evaluate(definitions.decision_model(work, made.version_id), "fee", {"n": 1})
    assert tried.result == 1
