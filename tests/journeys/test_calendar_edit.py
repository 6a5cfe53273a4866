"""An administrator closes a day: what it would change is looked at, applied, and followed; with and without scripts."""

from __future__ import annotations

import pytest

from engine import cases, sla
from tests.journeys.conftest import Site

HOURS = "/administration/calendars/england-mon-fri-9-17/hours"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_closure_is_looked_at_applied_and_followed(site: Site, scripts: bool):
    page = site.person("admin", scripts=scripts)
    page.goto(HOURS)
    page.get_by_label("Days that differ").fill("14 December 2026 to 16 December 2026; closed; Moving house")
    page.get_by_label("Why do the hours change?").fill("The office moves")
    page.get_by_role("button", name="See what changes").click()
    assert page.get_by_role("heading", level=1).inner_text() == "What would change"
    wrong = site.problems(page) if scripts else []
    page.get_by_role("button", name="Apply these hours").click()
    assert "applied" in page.locator("main").inner_text()
    wrong += site.problems(page) if scripts else []
    sla.replan_clocks(site.store, cases.REPLANNED_TASKS)
    page.reload()
    assert "Every clock that was open is re-planned" in page.locator("main").inner_text()
    wrong += site.problems(page) if scripts else []
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link").last.click()
    page.get_by_role("link", name="how the clocks followed").first.click()
    assert not wrong, "\n".join(wrong)
