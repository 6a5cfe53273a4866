"""An administrator shortens a target: what it would change is seen, saved and followed; with and without scripts."""

from __future__ import annotations

from datetime import date

import pytest

from engine import cases, sla
from engine.people import SYSTEM
from engine.sla import Goal, Scope, Terms
from engine.store import unit_of_work
from tests.journeys.conftest import Site


@pytest.mark.parametrize("scripts", [True, False])
def test_a_target_is_looked_at_saved_and_followed(site: Site, scripts: bool):
    key = f"answer-{'with' if scripts else 'without'}-scripts"
    with unit_of_work(site.store) as work:
        terms = Terms((Goal("10 working days"),))
        sla.add_target(work, key, "Answer in time", Scope("step"), terms, valid_from=date(2026, 1, 1), by=SYSTEM)
    page = site.person("admin", scripts=scripts)
    page.goto(f"/administration/targets/{key}/change")
    page.get_by_label("Goals, one a line").fill("2 working days")
    page.get_by_label("Why does it change?").fill("The committee wants it sooner")
    page.get_by_role("button", name="See what it changes").click()
    assert page.get_by_role("heading", level=1).inner_text() == "What would change"
    wrong = site.problems(page) if scripts else []
    page.get_by_role("button", name="Save, and let the clocks that run go on by it").click()
    assert "The new version is saved" in page.locator("main").inner_text()
    wrong += site.problems(page) if scripts else []
    sla.replan_clocks(site.store, cases.REPLANNED_TASKS)
    page.reload()
    assert "Every clock that was open goes on by it" in page.locator("main").inner_text()
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link").last.click()
    assert "Clocks that went on by a new version" in page.locator("main").inner_text()
    wrong += site.problems(page) if scripts else []
    assert not wrong, "\n".join(wrong)
