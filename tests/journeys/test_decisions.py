"""A limit goes up in a spreadsheet: the analyst is told that two lines now contradict each other, mends that, tries it
out, and the head of service sees what changes before approving it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site


def test_an_analyst_raises_a_limit_in_a_spreadsheet_and_the_head_approves_it(site: Site, tmp_path: Path):
    page = site.person("ana.analyst")
    page.goto("/processes")
    page.get_by_role("link", name="decisions", exact=True).click()
    assert site.problems(page) == []
    page.get_by_role("link", name=re.compile(r"^Council tax refund route\s*, version")).first.click()
    page.get_by_role("link", name=re.compile(r"^edit it\s*: Council tax refund route")).click()
    assert site.problems(page) == []
    sheet = downloaded(page, tmp_path)

    send(page, sheet, "]0..500]", "]0..750]")
    expect(page.locator("main")).to_contain_text("Must be put right first")
    expect(page.locator("main")).to_contain_text("Rules 2 and 3 both hold")
    expect(page.get_by_role("link", name="see finding about rule 2")).to_be_visible()
    assert site.problems(page) == []
    page.get_by_role("link", name="Send the sheet again").click()
    send(page, sheet, "> 500", "> 750")
    expect(page.get_by_role("heading", name="No findings")).to_be_visible()
    assert site.problems(page) == []
    page.get_by_role("button", name="Store as a new version").click()
    expect(page.locator("main")).to_contain_text("waits for approval by a second person")
    assert site.problems(page) == []
    address = page.url

    try_it(site, page)
    approve(site, address)


def try_it(site: Site, page: Page) -> None:
    page.get_by_role("link", name=re.compile(r"^Try this decision\s*: Council tax refund route")).click()
    page.get_by_label("Credit").fill("much")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("alert")).to_contain_text("“much” is no number")
    assert site.problems(page) == []
    page.get_by_label("Credit").fill("620")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("region", name="What it decides")).to_contain_text("because Credit in pounds is 620")
    expect(page.get_by_role("rowheader", name="2 holds")).to_be_visible()
    assert site.problems(page) == []


def approve(site: Site, address: str) -> None:
    head = site.person("rita.revenues")
    head.goto(address)
    expect(head.get_by_role("region", name="What changes when it is approved")).to_contain_text("]0..750]")
    assert site.problems(head) == []
    head.get_by_role("button", name="Approve them").click()
    expect(head.locator("main")).to_contain_text("In force")
    head.get_by_role("link", name=re.compile("^what changed from version")).first.click()
    expect(head.get_by_role("region", name=re.compile("^What changes in Council tax refund route"))).to_contain_text(
        "> 750"
    )
    assert site.problems(head) == []


def downloaded(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    kept = folder / download.value.suggested_filename
    download.value.save_as(kept)
    return kept


def send(page: Page, sheet: Path, old: str, new: str) -> None:
    """Change the sheet, and send it."""
    text = sheet.read_text(encoding="utf-8-sig")
    assert old in text
    sheet.write_text(text.replace(old, new), encoding="utf-8-sig")
    page.get_by_label("The edited table").set_input_files(sheet)
    page.get_by_role("button", name="See what changes").click()
