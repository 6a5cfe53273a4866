"""Take screenshots of pages at 1280 and 375 px: `python -m tests.journeys.shots URL... --as ada.adviser --to FOLDER`.

URLs that begin with `/` are opened on a server with the invented council that is started for it; others as they are,
with the session cookie given by `--cookie`.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from engine import demo
from tests.journeys.chromium import launch
from tests.journeys.serve_demo import northmere
from tests.journeys.serving import application, served, session_of

WIDTHS = (1280, 375)


def main() -> None:
    """Read the arguments and take the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("addresses", nargs="+", metavar="URL")
    parser.add_argument("--as", dest="username", default="", help="a person of the invented council")
    parser.add_argument("--cookie", default="", help="the value of bpr_session, for a server that runs already")
    parser.add_argument("--cases", type=int, default=demo.FIRST_CASES)
    parser.add_argument("--to", type=Path, required=True)
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    with ExitStack() as running:
        address, cookie = "", given.cookie
        if any(wanted.startswith("/") for wanted in given.addresses):
            store = running.enter_context(northmere(given.cases))
            cookie = session_of(store, given.username) if given.username else ""
            data = Path(running.enter_context(tempfile.TemporaryDirectory()))
            address = running.enter_context(served(application(store, data)))
        browser = launch(running.enter_context(sync_playwright()))
        for wanted in given.addresses:
            shoot(browser, address + wanted if wanted.startswith("/") else wanted, cookie, given.to)


def shoot(browser: Browser, address: str, cookie: str, folder: Path) -> None:
    """Take a page at both widths, whole; print what its console said."""
    name = re.sub(r"[^a-zA-Z0-9]+", "-", re.sub(r"^https?://[^/]+", "", address)).strip("-") or "start"
    for width in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": 800})
        if cookie:
            context.add_cookies([{"name": "bpr_session", "value": cookie, "url": address, "httpOnly": True}])
        page = context.new_page()
        page.on("console", lambda said: sys.stdout.write(f"  console {said.type}: {said.text}\n"))
        page.on("pageerror", lambda error: sys.stdout.write(f"  error: {error}\n"))
        answer = page.goto(address, wait_until="networkidle")
        file = folder / f"{name}-{width}.png"
        page.screenshot(path=file, full_page=True)
        sys.stdout.write(f"{file} {answer.status if answer else ''} {page.url}\n")
        if width == WIDTHS[-1] and (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            sys.stdout.write(f"  the page is {wide} px wide, more than the screen\n")
        context.close()


if __name__ == "__main__":
    main()
