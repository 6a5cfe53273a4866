"""A real Chromium before the whole application, which holds the invented council."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from engine.store import Store
from tests.journeys.checking import Collected, Watch, problems
from tests.journeys.serving import application, served, session_of


@dataclass(frozen=True)
class Site:
    """The served application: open pages of it as somebody, check them, move its clock."""

    address: str
    app: Flask
    store: Store
    browser: Browser
    collected: Collected
    watches: dict[Page, Watch] = field(default_factory=dict)

    def person(self, username: str = "", *, scripts: bool = True, width: int = 1280) -> Page:
        """A page of a browser of its own, in which this person is signed in; nobody without a name."""
        context = self.browser.new_context(
            base_url=self.address, java_script_enabled=scripts, viewport={"width": width, "height": 800}
        )
        context.set_default_timeout(10_000)
        if username:
            value = session_of(self.store, username)
            context.add_cookies([{"name": "bpr_session", "value": value, "url": self.address, "httpOnly": True}])
        page = context.new_page()
        self.watches[page] = Watch(page)
        return page

    def problems(self, page: Page) -> list[str]:
        """What is wrong with the page that is open now in what holds for all pages; empty for nothing."""
        return problems(page, self.watches[page], self.collected)

    def advance(self, by: timedelta) -> None:
        """Let the server's time pass."""
        self.store.clock.advance(by)

    @property
    def complaints(self) -> list[str]:
        """What the consoles of all pages said."""
        return [said for watch in self.watches.values() for said in watch.complaints]


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collected]:
    """The HTML of all pages that were checked; validated when the last journey is over."""
    found = Collected(tmp_path_factory.mktemp("html"))
    yield found
    said = found.problems()
    assert said == [], "html-validate finds\n" + "\n".join(said)


@pytest.fixture
def site(filled_store: Store, chromium: Browser, collected: Collected, tmp_path: Path) -> Iterator[Site]:
    """The application on a copy of the invented council. Fails the test for what a page's console complains of."""
    app = application(filled_store, tmp_path)
    with served(app) as address:
        site = Site(address, app, filled_store, chromium, collected)
        yield site
        for page in site.watches:
            page.context.close()
    assert site.complaints == []
