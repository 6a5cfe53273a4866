"""A case that is stuck is mended and goes on, goes back to a step that was done, and moves to a newer version."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from engine import cases, definitions, people
from engine.cases import Started
from engine.people import SYSTEM
from engine.store import Store, Work, unit_of_work
from tests.cases.repair.test_repairing import FAILING
from tests.council import MODEL
from tests.journeys.conftest import Site


@pytest.fixture
def stuck(filled_store: Store) -> Started:
    """A case of Revenues that met a gateway without a way on for a depth of 20."""
    with unit_of_work(filled_store) as work:
        deploy(work, FAILING)
        ada = actor(work, "ada.adviser")
        site = next(site for site in people.sites(work) if site.key == "eastgate")
        started = cases.start(work, process_key="report", site_id=site.id, by=ada)
        (task,) = cases.case(work, started.id, by=ada).tasks
        cases.complete(work, task.id, answers={"depth": 20, "reporter": "Mrs Quill"}, by=ada)
        return started


def test_a_stuck_case_is_mended_goes_back_and_moves_to_a_newer_version(site: Site, stuck: Started):
    page = site.person("lea.leader")
    mend(site, page, stuck)
    go_back(site, page, stuck)
    migrate(site, page, stuck)


def mend(site: Site, page: Page, stuck: Started) -> None:
    page.goto("/administration/stuck")
    expect(page.get_by_role("row", name=re.compile(stuck.reference))).to_contain_text("no condition")
    assert site.problems(page) == []
    page.get_by_role("link", name=stuck.reference, exact=True).click()
    page.get_by_role("link", name="Repair this case").click()
    assert site.problems(page) == []
    page.get_by_role("link", name="Change what it knows").click()
    assert site.problems(page) == []
    page.get_by_role("link", name="Change How deep is it?").click()
    page.get_by_label("How deep is it?").fill("50")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter why this is changed.")
    assert site.problems(page) == []
    expect(page.get_by_label("How deep is it?")).to_have_value("50")
    page.get_by_label("Why?").fill("It was measured in inches")
    page.get_by_role("button", name="Change it").click()
    expect(page.locator("main")).to_contain_text("This case is stuck")
    page.get_by_role("link", name="Try again").click()
    assert site.problems(page) == []
    page.get_by_label("What was mended?").fill("The depth")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("region", name="What happens next")).to_contain_text("Inspect it")


def go_back(site: Site, page: Page, stuck: Started) -> None:
    page.get_by_role("link", name="Repair this case").click()
    page.get_by_role("link", name="Move it to another step").click()
    assert site.problems(page) == []
    page.go_back()
    page.get_by_role("link", name="Go back to an earlier step").click()
    assert site.problems(page) == []
    page.get_by_role("link", name="Take the report").click()
    expect(page.locator("main")).to_contain_text("Withdrawn: Inspect it.")
    page.get_by_label("Why?").fill("The street was wrong as well")
    assert site.problems(page) == []
    page.get_by_role("button", name="Go back").click()
    expect(page.get_by_role("region", name="What happens next")).to_contain_text("Take the report")
    assert site.problems(page) == []


def migrate(site: Site, page: Page, stuck: Started) -> None:
    with unit_of_work(site.store) as work:
        deploy(work, MODEL)
    page.goto("/administration/migrations")
    page.get_by_label("Process").select_option(label="Report a defect")
    page.get_by_role("button", name="Show its versions").click()
    assert site.problems(page) == []
    page.get_by_role("button", name="See what goes on as what").click()
    assert site.problems(page) == []
    page.get_by_label("Why do they move?").fill("Version 2 has a way on for every depth")
    page.get_by_role("button", name="Try it out first").click()
    expect(page.locator("#progress")).to_contain_text("1 case waits for its turn")
    assert site.problems(page) == []
    while cases.run_migrations(site.store):
        pass
    page.reload()
    expect(page.get_by_role("listitem").filter(has_text="Would fit")).to_contain_text("1")
    page.get_by_label("Why do they move?").fill("It was tried out")
    page.get_by_role("button", name="Move the cases").click()
    while cases.run_migrations(site.store):
        pass
    expect(page.get_by_role("listitem").filter(has_text="Moved")).to_contain_text("1")
    assert site.problems(page) == []
    page.goto(f"/cases/{stuck.id}")
    expect(page.get_by_role("region", name="About this case")).to_contain_text("Report a defect, version 2")


def test_a_case_is_suspended_without_scripts_on_a_phone(site: Site, stuck: Started):
    with unit_of_work(site.store) as work:
        cases.retry(work, stuck.id, by=actor(work, "lea.leader"), reason="Look again")
        ada = actor(work, "ada.adviser")
        place = cases.case(work, stuck.id, by=ada).site_id
        other = cases.start(work, process_key="report", site_id=place, by=ada)
    page = site.person("lea.leader", scripts=False, width=375)
    page.goto(f"/cases/{other.id}/repair")
    page.get_by_role("link", name="Suspend it").click()
    page.get_by_label("Why?").fill("The road is closed")
    page.get_by_role("button", name="Suspend the case").click()
    expect(page.locator("main")).to_contain_text("nobody works on it until it is resumed")
    page.goto("/tasks/reassign")
    page.get_by_label("Team").select_option(label="Eastgate front office")
    page.get_by_role("button", name="Show their tasks").click()
    expect(page.locator("h1")).to_have_text("Give tasks to others")


def deploy(work: Work, model: str) -> None:
    service = next(one for one in people.services(work) if one.key == "revenues")
    made = definitions.deploy(
        work, model.encode(), service_id=service.id, by=SYSTEM, confirm=definitions.Confirmation(marks=True)
    )
    definitions.approve(work, made.version_id, SYSTEM)


def actor(work: Work, username: str) -> people.Actor:
    found = people.find_user(work, username)
    assert found is not None
    return people.actor_for_user(work, found.id)
