"""The decisions that a case asks for: made by the version in force that day, and recorded with the case."""

from __future__ import annotations

from datetime import date, timedelta

from engine import audit, cases, definitions
from engine.cases.tools import toolbox
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.council import Council
from tests.decisions.files import decision, dmn, given, table
from tests.definitions.models import model
from tests.definitions.test_decision_models import fees, rates
from tests.definitions.test_libraries import importer, library

RULED = """
lane Inspectors: check rule
startEvent start
businessRuleTask rule "Work out the fee" camunda:decisionRef="fee" camunda:resultVariable="fee"
userTask check "Tell the fee"
endEvent end
start -> rule -> check -> end
diagram
"""


def keep(store: Store, council: Council, data: bytes, valid_from: date) -> int:
    with unit_of_work(store) as work:
        made = definitions.deploy_decision(work, data, service_id=council.service_id, by=SYSTEM, valid_from=valid_from)
        definitions.approve_decision(work, made.version_id, SYSTEM)
        return made.version_id


def fee_of(amount: str) -> bytes:
    body = table("FIRST", ["kind"], ["fee"], [["-", amount]])
    return dmn(given("kind"), decision("fee", body, "i:kind"))


def decided(store: Store, case_id: int) -> list[dict[str, object]]:
    with reading(store) as work:
        found = audit.entries(work, case_id=case_id)
    return [dict(row.facts) for row in found if row.action == "case:decision:made"]


def test_a_case_records_which_version_of_a_decision_decided_and_by_which_rule(store: Store, council: Council, clock):
    today = store.clock.now().date()
    first = keep(store, council, fee_of("34"), today)
    second = keep(store, council, fee_of("206"), today + timedelta(days=1))
    with unit_of_work(store) as work:
        deployed = definitions.deploy(work, model(RULED), service_id=council.service_id, by=SYSTEM)
        definitions.approve(work, deployed.version_id, SYSTEM)
        key = definitions.version_by_id(work, deployed.version_id).process_key

    def start() -> int:
        with unit_of_work(store) as work:
            return cases.start(work, process_key=key, site_id=council.site_id, by=council.adviser).id

    before = start()
    with reading(store) as work:
        assert cases.case(work, before, by=council.officer).ran == ["rule"]
    clock.advance(timedelta(days=1))
    after = start()

    assert [facts["version"] for facts in decided(store, before)] == [first]
    assert [facts["version"] for facts in decided(store, after)] == [second]
    assert decided(store, before)[0]["rules"] == ["the_table rule 1"]


def test_the_versions_that_a_decision_imports_are_recorded_too(store: Store, council: Council):
    today = store.clock.now().date()
    base = keep(store, council, rates("2"), today)
    own = keep(store, council, fees(), today)
    with reading(store) as work:
        tools = toolbox(work, case_id=None)
        result = tools.tools.decide("fee", {})

    assert result == 20
    assert [(entry.facts["version"], entry.facts["imported"]) for entry in tools.entries] == [(own, [base])]


def test_a_case_decides_by_the_library_of_its_day_and_records_which_that_was(store: Store, council: Council, clock):
    today = store.clock.now().date()
    first, own = keep(store, council, library("2"), today), keep(store, council, importer(), today)
    second = keep(store, council, library("3"), today + timedelta(days=1))
    with unit_of_work(store) as work:
        deployed = definitions.deploy(work, model(RULED), service_id=council.service_id, by=SYSTEM)
        definitions.approve(work, deployed.version_id, SYSTEM)
        key = definitions.version_by_id(work, deployed.version_id).process_key

    def start() -> tuple[object, list[tuple[object, object]]]:
        with unit_of_work(store) as work:
            begun = cases.start(work, process_key=key, site_id=council.site_id, by=council.adviser).id
        with reading(store) as work:
            fee = toolbox(work, case_id=None).tools.decide("fee", {})
        return fee, [(facts["version"], facts["imported"]) for facts in decided(store, begun)]

    assert start() == (20, [(own, [first])])
    clock.advance(timedelta(days=1))
    assert start() == (30, [(own, [second])])


def test_a_step_that_names_a_library_waits_as_a_stuck_case_that_says_so(store: Store, council: Council):
    keep(store, council, library("2"), store.clock.now().date())
    drawn = RULED.replace('decisionRef="fee"', 'decisionRef="file"')
    with unit_of_work(store) as work:
        deployed = definitions.deploy(work, model(drawn), service_id=council.service_id, by=SYSTEM)
        definitions.approve(work, deployed.version_id, SYSTEM)
        key = definitions.version_by_id(work, deployed.version_id).process_key
        cases.start(work, process_key=key, site_id=council.site_id, by=council.adviser)
        (stuck,) = cases.stuck(work, by=SYSTEM, limit=10)
    assert "'file' is a library" in stuck.cause


def test_that_no_rule_held_is_recorded_and_is_not_a_failure(store: Store, council: Council):
    none = table("FIRST", ["kind"], ["fee"], [['"fence"', "34"]])
    keep(store, council, dmn(given("kind"), decision("fee", none, "i:kind")), store.clock.now().date())
    with reading(store) as work:
        tools = toolbox(work, case_id=None)
        assert tools.tools.decide("fee", {"kind": "wall"}) is None

    assert [(one.facts["rules"], one.facts["no_rule"]) for one in tools.entries] == [
        ([], [{"decision": "fee", "default": False}])
    ]
