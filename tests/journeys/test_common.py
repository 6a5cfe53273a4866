"""The pages that everybody has: help, the account, the way in."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Site


@pytest.mark.parametrize(
    "address", ["/", "/demo", "/sign-in", "/help", "/help/rules", "/help/rules/dead-end", "/accessibility"]
)
def test_a_page_for_everybody_is_right(site: Site, address: str):
    page = site.person()
    page.goto(address)
    assert site.problems(page) == []


def test_the_account_page_is_right(site: Site):
    page = site.person("ada.adviser")
    page.goto("/account")
    assert site.problems(page) == []
