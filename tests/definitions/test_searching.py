"""From what a customer says to the process that is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import definitions, people
from engine.definitions import Confirmation, find_processes, set_marks
from engine.people import SYSTEM
from engine.store import Store, Work, unit_of_work
from tests.definitions.models import SOUND, model

SHIPPED = sorted((Path(__file__).parents[2] / "processes").rglob("*.bpmn"))


@pytest.fixture
def shipped(store: Store) -> Store:
    """The processes that come with the product, ready to run, each of a service of its own."""
    with unit_of_work(store) as work:
        keys = sorted({path.parent.parent.name for path in SHIPPED})
        services = {key: people.create_service(work, key, key.title(), by=SYSTEM).id for key in keys}
        for path in SHIPPED:
            deploy(work, path.read_bytes(), services[path.parent.parent.name])
    return store


def deploy(work: Work, data: bytes, service_id: int, **more: object) -> definitions.Deployed:
    made = definitions.deploy(work, data, service_id=service_id, by=SYSTEM, confirm=Confirmation(marks=True), **more)
    definitions.approve(work, made.version_id, SYSTEM)
    return made


def keys(store: Store, words: str, **more: object) -> list[str]:
    with unit_of_work(store) as work:
        return [found.key for found in find_processes(work, words, **more)]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("moving house", "council_tax_move"),
        ("I have MOVED!", "council_tax_move"),
        ("new flat", "council_tax_move"),
        ("chang", "council_tax_move"),
        ("pothole", "report_a_highway_defect"),
        ("hole in road", "report_a_highway_defect"),
        ("light out", "report_a_highway_defect"),
        ("pot", "report_a_highway_defect"),
        ("extension", "householder_application"),
        ("build a porch", "householder_application"),
        ("wants to exten", "householder_application"),
        ("my neighbour is building something", "planning_enforcement_complaint"),
        ("untidy land", "planning_enforcement_complaint"),
        ("they cut down a protected tree", "planning_enforcement_complaint"),
        ("house", "council_tax_move"),
        ("the street light is out", "report_a_highway_defect"),
        ("council tax please", "council_tax_move"),
        ("There is a massive pothole outside number 12 and it ruined my car", "report_a_highway_defect"),
        ("the lamp post outside my mother's has been dark since Tuesday and she is afraid", "report_a_highway_defect"),
    ],
)
def test_what_customers_say_finds_the_process_that_is_meant_and_no_other(shipped: Store, words: str, key: str):
    assert keys(shipped, words) == [key]


@pytest.mark.parametrize(
    "words",
    [
        "why has nobody called me back",
        "I want a new bin",
        "nobody came to collect the rubbish and I have told you twice about it",
        "when does the library open",
        "I live in Westhaven council, fix my street",
        "my bins were not collected",
        "brown bin please",
    ],
)
def test_a_sentence_that_shares_a_common_word_with_a_process_does_not_find_it(shipped: Store, words: str):
    assert keys(shipped, words) == []


@pytest.mark.parametrize("words", ["", "?!", "in the", "out", "zebra", "' | & ! :* \\", "to_"])
def test_words_that_say_nothing_find_nothing(shipped: Store, words: str):
    assert keys(shipped, words) == []


def test_what_was_found_says_what_it_is_and_why_it_was_found(shipped: Store):
    with unit_of_work(shipped) as work:
        by_words = find_processes(work, "I moved to a new flat")[0]
        by_step = find_processes(work, "liable")[0]
        by_description = find_processes(work, "kerb obstruction")[0]
        by_name = find_processes(work, "council tax")[0]
        by_text = find_processes(work, "emergency crew")[0]
    assert (by_words.name, by_words.why) == ("Council tax move", "Customers say “new flat”.")
    assert by_words.about.startswith("Moving house, a new address")
    assert by_step.why == "It has the step “Work out who is likely to be liable”."
    assert by_description.why == "Customers say “damaged kerb”."
    assert by_name.why == "Its name has what was said."
    assert by_text.why == "Its description speaks of “emergency” and “crew”."


def test_two_matters_in_one_sentence_find_both_each_with_its_own_reason(shipped: Store):
    with unit_of_work(shipped) as work:
        found = find_processes(work, "we are moving house and want to build a garage there")
    assert {one.key: one.why for one in found} == {
        "council_tax_move": "Customers say “moving house”.",
        "householder_application": "Customers say “garage”.",
    }


def test_only_services_asked_for_are_searched(shipped: Store):
    with unit_of_work(shipped) as work:
        planning = next(service.id for service in people.services(work) if service.key == "planning")
    assert keys(shipped, "pothole", service_ids=[planning]) == []
    assert keys(shipped, "extension", service_ids=[planning]) == ["householder_application"]


def test_a_process_is_found_once_it_can_be_started_and_by_words_set_later(store: Store, council):
    with unit_of_work(store) as work:
        made = definitions.deploy(work, model(SOUND), service_id=council.service, by=SYSTEM)
        assert find_processes(work, "check") == []
        definitions.approve(work, made.version_id, SYSTEM)
        assert [found.key for found in find_processes(work, "check")] == ["process"]
        assert find_processes(work, "skips") == []
        set_marks(work, made.process_id, {"process": {"everyday_words": "hire a skip"}}, by=SYSTEM, reason="")
        assert [found.why for found in find_processes(work, "skips")] == ["Customers say “hire a skip”."]


def test_a_process_of_other_areas_alone_is_not_found_for_a_site(store: Store, council):
    with unit_of_work(store) as work:
        south = people.create_site(work, "southport", "Southport", by=SYSTEM, area="south").id
        deploy(work, model(SOUND), council.service, variant="north", areas=["north"])
    assert keys(store, "check", site_id=council.site) == ["process"]
    assert keys(store, "check", site_id=south) == []


def test_it_is_one_statement(shipped: Store, statements):
    with unit_of_work(shipped) as work, statements() as seen:
        find_processes(work, "moving house")
    assert len(seen) == 1
