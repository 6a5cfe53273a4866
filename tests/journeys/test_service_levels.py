"""Service levels in a real browser: a target, a ladder, a pause, and a standard, each from its making to its effect."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from engine import cases, contacts, people, sla
from engine.contacts import NewContact
from engine.people import Actor
from engine.store import Store, Work, reading, unit_of_work
from tests.journeys.calling import begin_move, fill_day
from tests.journeys.conftest import Site


def test_a_target_is_made_seen_on_a_case_and_changed(site: Site):
    page = site.person("rita.revenues")
    make_target(site, page)
    case_id = call(site.store)
    see_its_clock(site, page, case_id)
    change_target(site, page)
    page.goto(f"/cases/{case_id}")
    expect(clock_row(page, "Settle the move")).to_contain_text("2 working days (Within the area)")


def test_a_ladder_is_set_and_who_it_names_finds_in_the_inbox_what_is_overdue(site: Site):
    set_ladder(site, site.person("rita.revenues"))
    case_id = call(site.store)
    site.advance(timedelta(days=3))
    with unit_of_work(site.store) as work:
        sla.sweep(work, concerns=cases.concerns)
    page = site.person("ada.adviser")
    page.goto("/")
    page.get_by_role("link", name=re.compile(r"^Inbox")).click()
    told = page.get_by_role("listitem").filter(has_text=reference(site.store, case_id))
    expect(told).to_contain_text("“Take the details of the move” is overdue")
    assert site.problems(page) == []
    told.get_by_role("button", name=re.compile("^Mark as read")).click()
    expect(page.get_by_text("Marked as read.")).to_be_visible()
    expect(told).to_have_count(0)
    page.get_by_role("link", name="Show what you have read as well").click()
    told.get_by_role("link", name="“Take the details of the move” is overdue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Take the details of the move")


def test_the_time_of_a_task_stands_still_for_the_customer_and_goes_on_when_they_ring(site: Site):
    page = site.person("ada.adviser")
    named = begin_move(page)
    task = page.url.partition("?")[0]
    page.get_by_role("link", name="It waits for somebody: let its time stand still").click()
    expect(page.get_by_label("Only “Take the details of the move”")).to_be_checked()
    page.get_by_role("radio", name="Waiting for the customer").check()
    until = site.store.clock.now().date() + timedelta(days=7)
    group = page.get_by_role("group", name="When is it expected to go on?")
    for part, number in (("Day", until.day), ("Month", until.month), ("Year", until.year)):
        group.get_by_label(part).fill(str(number))
    assert site.problems(page) == []
    page.get_by_role("button", name="Let the time stand still").click()
    expect(page).to_have_url(re.compile(re.escape(task)))
    back = f"{until.day} {until:%B %Y}"
    expect(page.locator("main")).to_contain_text(f"none while paused: waiting for the customer, expected back {back}")
    site.advance(timedelta(minutes=5))
    ring_about(page, named)
    page.goto(task)
    expect(page.locator("main .app-line").first).to_contain_text("left")
    page.get_by_role("link", name="Why it is due then").click()
    happened = page.locator("main ol.app-timeline")
    expect(happened).to_contain_text("time of: the customer")
    expect(happened).to_contain_text("Went on")
    assert site.problems(page) == []


def test_a_standard_is_set_and_the_same_work_is_judged_by_another_target(site: Site):
    page = site.person("rita.revenues")
    page.goto("/service-levels/standards")
    page.get_by_role("link", name="Add a standard").first.click()
    page.get_by_label("Name", exact=True).fill("Liability confirmed")
    page.get_by_label("Key").fill("liability-confirmed")
    page.get_by_label("What it is about").select_option(label="Council tax move: Confirm who is liable")
    page.get_by_label("Share of the work, in per cent").fill("90")
    page.get_by_label("Within").fill("5 working days")
    fill_day(page, date(site.store.clock.now().year - 1, 1, 1))
    assert site.problems(page) == []
    page.get_by_role("button", name="Add standard").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Liability confirmed")
    page.goto("/service-levels/what-if")
    page.get_by_label("Work", exact=True).select_option(label="Council tax move: Confirm who is liable")
    page.get_by_label("Within").fill("1 working day")
    page.get_by_role("button", name="Judge again").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("would have been in time; it was")
    assert site.problems(page) == []
    page.get_by_role("link", name=re.compile("^Would have been late: [1-9]")).click()
    judged = page.get_by_role("table", name=re.compile("^Work that would have been judged otherwise"))
    expect(judged.get_by_role("row").nth(1)).to_contain_text("late")


def make_target(site: Site, page: Page) -> None:
    """Add a target for council tax moves, with a goal for those within the area."""
    page.goto("/administration/targets")
    page.get_by_role("link", name="Add a target").first.click()
    page.get_by_label("Whole cases").check()
    assert site.problems(page) == []
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name", exact=True).fill("Settle the move")
    page.get_by_label("Process", exact=True).select_option(label="Council tax move")
    page.get_by_label("Goals, one a line").fill(
        'Within the area: 2 working days when move_kind = "within"\nOther: 4 weeks'
    )
    page.get_by_text("When its clock starts, pauses and stops").click()
    page.get_by_label("Is met").fill("step confirm_liability done")
    assert site.problems(page) == []
    page.get_by_role("button", name="Add target").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Settle the move")
    expect(page.locator("main")).to_contain_text("Is met: step confirm_liability done")


def see_its_clock(site: Site, page: Page, case_id: int) -> None:
    """Open the clock of the target from its case: what it says, and why."""
    page.goto(f"/cases/{case_id}")
    expect(clock_row(page, "Settle the move")).to_contain_text("4 weeks, in calendar days (Other)")
    page.get_by_role("link", name="Settle the move", exact=True).click()
    expect(page.locator("main ol.app-timeline")).to_contain_text("It began")
    page.get_by_text(re.compile("^Week of")).first.click()
    expect(page.get_by_role("table", name=re.compile("^The week of")).first).to_contain_text("The day of receipt")
    assert site.problems(page) == []


def change_target(site: Site, page: Page) -> None:
    """Give the target a newer version, which is looked at first, and which the clocks that run go by."""
    page.goto("/administration/targets/settle-the-move")
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("Goals, one a line").fill("Within the area: 2 working days")
    page.get_by_label("Why does it change?").fill("One time for all of them")
    page.get_by_role("button", name="See what it changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What would change")
    expect(page.locator("#progress")).to_contain_text("Due sooner")
    assert site.problems(page) == []
    page.get_by_role("button", name=re.compile("^Save")).first.click()
    expect(page.locator("main")).to_contain_text("The new version is saved.")
    sla.replan_clocks(site.store, cases.REPLANNED_TASKS)
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Settle the move").click()
    expect(page.get_by_role("row", name=re.compile("^Version 2 in force"))).to_contain_text("One time for all of them")


def set_ladder(site: Site, page: Page) -> None:
    """Give Revenues a ladder of its own: whoever has the work is told as soon as it is overdue."""
    page.goto("/administration/escalation")
    page.get_by_role("link", name="Revenues", exact=True).click()
    page.get_by_role("link", name="Set a ladder").click()
    first, *others = page.get_by_role("group", name=re.compile(r"^Rung \d")).all()
    first.get_by_role("combobox", name="when").select_option(label="As soon as it is overdue")
    first.get_by_role("combobox", name="Tell").select_option(label="The owner")
    for other in others:
        other.get_by_role("combobox", name="when").select_option(label="No rung here")
    page.get_by_label("Why does the ladder change?").fill("Whoever has it is told first")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#in-words")).to_contain_text("As soon as it is overdue: the owner.")
    assert site.problems(page) == []
    page.get_by_role("button", name="Save this ladder").click()
    expect(page.locator("main")).to_contain_text("Version 1 in force")


def ring_about(page: Page, named: str) -> None:
    """The customer of a case rings with news about it."""
    page.goto("/contacts/new")
    page.get_by_label("What does the customer want?").fill("I have found my account number")
    page.get_by_label("Customer", exact=True).fill(named)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name=re.compile(f"^Has news on {named}")).click()
    page.get_by_role("button", name="End contact").click()


def clock_row(page: Page, name: str) -> Locator:
    """The row of a clock on the page of its case."""
    return page.get_by_role("table", name="What was promised, and how it stands").get_by_role("row", name=name)


def call(store: Store) -> int:
    """The case of somebody who rang to say that they move; nothing of it is answered yet."""
    with unit_of_work(store) as work:
        ada = person(work, "ada.adviser")
        site_id = next(one.id for one in people.sites(work) if one.key == "eastgate")
        said = NewContact(channel="phone", own_words="I am moving", site_id=site_id, team_id=min(ada.team_ids))
        contact = contacts.record(work, said, by=ada)
        return contacts.start_case(work, contact.id, process_key="council_tax_move", by=ada).id


def reference(store: Store, case_id: int) -> str:
    with reading(store) as work:
        return cases.references(work, [case_id])[case_id]


def person(work: Work, username: str) -> Actor:
    found = people.find_user(work, username)
    assert found is not None
    return people.actor_for_user(work, found.id)
