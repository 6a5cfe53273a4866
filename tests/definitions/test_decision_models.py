"""Decision files that import others: the version in force, of the own service first; and what rules find on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from engine import decisions, definitions
from engine.definitions import decision_models
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
    keep(store, council, rates("2"))
    keep(store, council, rates("3"), approve=False)
    keep(store, council, fees())

    assert fee(store)[0] == 20


def test_a_file_is_approved_only_after_what_it_imports(store, council):
    imported = keep(store, council, rates("2"), approve=False)
    made = keep(store, council, fees(), approve=False)

    waits = rf"imports https://example.org/rates, .* Have “rate” \(file {imported.version_id}\) approved first"
    with unit_of_work(store) as work, pytest.raises(Refused, match=waits) as refused:
        definitions.approve_decision(work, made.version_id, SYSTEM)
    assert [problem.where for problem in refused.value.problems] == [RATES]
    with unit_of_work(store) as work:
        definitions.approve_decision(work, imported.version_id, SYSTEM)
        definitions.approve_decision(work, made.version_id, SYSTEM)
    assert fee(store) == (20, (imported.version_id,))


def test_what_is_imported_has_to_be_in_force_when_the_file_is(store, council):
    keep(store, council, rates("2"), date(2027, 6, 1))
    later = keep(store, council, fees(), date(2027, 1, 1) + timedelta(days=200), approve=False)
    with unit_of_work(store) as work:
        definitions.approve_decision(work, later.version_id, SYSTEM)
    with pytest.raises(Refused, match="which is not here"):
        keep(store, council, fees(), date(2027, 1, 1))


def test_the_approved_version_of_an_import_has_to_hold_what_is_asked_of_it(store, council):
    keep(store, council, dmn(decision("old", literal("1")), namespace=RATES))
    keep(store, council, rates("2"), approve=False)

    with pytest.raises(Refused, match="rate"):
        keep(store, council, fees())


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


def test_a_file_decides_nothing_once_what_it_imports_lacks_what_it_requires(store, council):
    """It would reckon with null, and might well come to a result."""
    keep(store, council, rates("2"))
    made = decision("fee", literal("if rates.rate > 1 then 10 else 1"), f"d:{RATES}#rate")
    keep(store, council, dmn(importing(RATES), made, namespace=FEES))
    top = decision("top", literal("fees.fee"), f"d:{FEES}#fee")
    keep(store, council, dmn(importing(FEES, "fees"), top, namespace="urn:top"))
    keep(store, council, dmn(decision("other", literal("1")), namespace=RATES), date(2026, 7, 1))

    assert fee(store)[0] == 10
    for key in ("fee", "top"):
        with (
            unit_of_work(store) as work,
            pytest.raises(Refused, match=f"“fee” requires “{RATES}#rate”, which the file"),
        ):
            definitions.decision_for(work, key, date(2026, 7, 1))
    keep(store, council, rates("0"), date(2026, 7, 1))
    assert fee(store, date(2026, 7, 1))[0] == 1


def test_files_are_imported_through_so_many_others_and_told_so_beyond(store, council):
    keep(store, council, dmn(decision("d0", literal("1")), namespace="urn:0"))
    deepest = decision_models.MOST_IMPORTS
    for number in range(1, deepest + 2):
        below = importing(f"urn:{number - 1}", "below")
        made = decision(f"d{number}", literal("below.d" + str(number - 1)), f"d:urn:{number - 1}#d{number - 1}")
        if number <= deepest:
            keep(store, council, dmn(below, made, namespace=f"urn:{number}"))
    with pytest.raises(Refused, match=f"over {deepest} others in a row"):
        keep(store, council, dmn(below, made, namespace=f"urn:{deepest + 1}"))


def test_the_own_service_comes_first(store, council):
    own = keep(store, council, rates("2"))
    with unit_of_work(store) as work:
        other = create_service(work, "other", "Other", by=SYSTEM).id
    theirs = dmn(decision("their_rate", literal("9")), decision("rate2", literal("9")), namespace=RATES)
    keep(store, council, theirs, date(2026, 3, 1), service_id=other, by=SYSTEM)
    keep(store, council, fees())

    assert fee(store) == (20, (own.version_id,))


def test_another_service_cannot_change_what_a_namespace_leads_to(store, council):
    with unit_of_work(store) as work:
        highways = create_service(work, "roads", "Roads", by=SYSTEM).id
        planning = create_service(work, "plans", "Plans", by=SYSTEM).id
    first = keep(store, council, rates("2"), service_id=highways, by=SYSTEM)
    keep(store, council, fees())
    for number, day in enumerate((date(2026, 1, 1), date(2026, 3, 1), date(2026, 3, 1))):
        theirs = dmn(decision(f"their_{number}", literal("9")), decision(f"r{number}", literal("9")), namespace=RATES)
        keep(store, council, theirs, day, service_id=planning, by=SYSTEM)

    assert fee(store) == (20, (first.version_id,))

    second = keep(store, council, rates("3"), date(2026, 4, 1), service_id=highways, by=SYSTEM)
    assert fee(store) == (30, (second.version_id,))


def test_a_namespace_is_not_taken_by_uploading_it_first(store, council):
    with unit_of_work(store) as work:
        planning = create_service(work, "plans", "Plans", by=SYSTEM).id
        highways = create_service(work, "roads", "Roads", by=SYSTEM).id
    theirs = dmn(decision("theirs", literal("9")), namespace=RATES)
    keep(store, council, theirs, service_id=planning, by=SYSTEM, approve=False)
    own = keep(store, council, rates("2"), service_id=highways, by=SYSTEM)
    keep(store, council, fees())

    assert fee(store) == (20, (own.version_id,))


def test_of_two_files_of_the_same_day_the_one_added_last_counts(store, council):
    keep(store, council, rates("2"))
    keep(store, council, dmn(decision("other", literal("1")), decision("else", literal("1")), namespace=RATES))
    last = keep(store, council, dmn(decision("rate", literal("4")), decision("third", literal("1")), namespace=RATES))
    keep(store, council, fees())

    assert fee(store) == (40, (last.version_id,))


def test_files_that_share_their_imports_are_loaded_once_each(store, council):
    below: list[str] = []
    for level in range(12):
        pair = [f"l{level}{side}" for side in "ab"]
        for name in pair:
            imports = "".join(importing(f"urn:{one}", one) for one in below)
            body = literal(" + ".join(f"{one}.{one}" for one in below) or "1")
            made = decision(name, body, *(f"d:urn:{one}#{one}" for one in below))
            keep(store, council, dmn(imports, made, namespace=f"urn:{name}"))
        below = pair

    statements: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    with unit_of_work(store) as work:
        version_id, model = definitions.decision_for(work, "l11b", date(2026, 6, 1))
        imported = definitions.imported_versions(work, version_id, date(2026, 6, 1))

    assert (len(imported), len(statements) < 100) == (22, True)
    assert decisions.evaluate(model, "l11b", {}).result == 2**11


def test_only_the_files_that_are_imported_are_read(store, council):
    for number in range(5):
        keep(store, council, dmn(decision(f"other{number}", literal("1")), namespace=f"urn:other{number}"))
    keep(store, council, rates("2"))
    keep(store, council, fees())
    decision_models._KEPT.clear()
    decision_models._SPACES.clear()

    statements: list[tuple[str, str]] = []
    event.listen(store.engine, "before_cursor_execute", lambda *given: statements.append((given[2], str(given[3]))))
    assert fee(store)[0] == 20
    assert len({given for statement, given in statements if "decision_version.original" in statement}) == 2


def test_a_namespace_may_be_longer_than_the_key_of_an_index(store, council):
    long = f"urn:{'long' * 4_000}"
    keep(store, council, dmn(decision("rate", literal("7")), namespace=long))
    keep(store, council, dmn(importing(long), decision("fee", literal("rates.rate"), f"d:{long}#rate")))

    assert fee(store)[0] == 7


def test_models_are_kept_by_their_size(store, council):
    decision_models._KEPT.clear()
    for number in range(8):
        padding = given("x" * 10) + f"<!--{'x' * 900_000}{number}-->"
        keep(store, council, dmn(padding, decision(f"big{number}", literal("1")), namespace=f"urn:big{number}"))

    assert 0 < len(decision_models._KEPT) < 8


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
