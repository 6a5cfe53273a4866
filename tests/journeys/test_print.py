"""Pages on paper: no address after a link, nothing that only a screen can do, the diagram whole."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Site

ADDRESSES = """() => [...document.querySelectorAll("main [href]")]
    .filter((link) => !["none", "normal", '""'].includes(getComputedStyle(link, "::after").content))
    .map((link) => link.getAttribute("href"))"""
SCREEN_ONLY = "header, footer, form.app-filters, .govuk-back-link, .govuk-pagination, button, .govuk-button"
OUTSIDE = """() => { const canvas = document.querySelector(".app-diagram__canvas");
    const {left, right, bottom} = canvas.getBoundingClientRect();
    return [...canvas.querySelectorAll(".djs-shape")].map((shape) => shape.getBoundingClientRect())
        .filter((box) => box.left < left - 1 || box.right > right + 1 || box.bottom > bottom + 1).length; }"""
UNREADABLE = """() => { const parts = [...document.querySelectorAll(".app-diagram__part svg")];
    const within = (shape, part) => { const [box, room] = [shape, part].map((one) => one.getBoundingClientRect());
        return box.left >= room.left && box.right <= room.right; };
    const large = (shape) => [...shape.querySelectorAll("tspan")]
        .every((line) => line.getBoundingClientRect().height > 8);
    const readable = new Set(parts.flatMap((part) => [...part.querySelectorAll("[data-element-id]")]
        .filter((shape) => within(shape, part) && large(shape)).map((shape) => shape.dataset.elementId)));
    return [...document.querySelectorAll("[data-element]")].map((row) => row.dataset.element)
        .filter((element) => !readable.has(element)); }"""
PAPER = {"width": 703, "height": 1000}


@pytest.mark.parametrize("address", ["/results", "/results/processes/1", "/cases/1", "/versions/1", "/tasks", "/help"])
def test_a_page_on_paper_says_what_it_says_and_no_more(site: Site, address: str):
    page = site.person("rita.revenues")
    page.goto(address)
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    assert page.evaluate(ADDRESSES) == []
    assert page.locator(SCREEN_ONLY).locator("visible=true").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]


def test_the_numbers_of_every_month_are_on_paper_though_they_were_folded_away(site: Site):
    page = site.person("rita.revenues")
    page.goto("/results")
    table = page.locator("#trends table")
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert table.is_visible()
    assert table.locator("tbody tr").count() == 12


@pytest.mark.parametrize("address", ["/cases/1", "/versions/1"])
def test_a_diagram_on_paper_is_whole_and_afterwards_as_it_was(site: Site, address: str):
    page = site.person("rita.revenues")
    page.goto(address)
    canvas = page.locator(".app-diagram[data-drawn] .app-diagram__canvas")
    canvas.wait_for()
    before = canvas.bounding_box()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(OUTSIDE) == 0
    assert (canvas.bounding_box() or {"width": 0})["width"] < PAPER["width"]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert canvas.bounding_box() == before


@pytest.mark.parametrize("address", ["/cases/1", "/versions/1"])
def test_every_step_of_a_large_diagram_is_on_paper_in_a_size_that_can_be_read(site: Site, address: str):
    page = site.person("rita.revenues")
    page.goto(address)
    page.locator(".app-diagram[data-drawn]").wait_for()
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("[data-element]").count() > 10
    assert page.evaluate(UNREADABLE) == []
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".app-diagram__part").count() == 0
