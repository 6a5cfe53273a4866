"""What holds for every page, looked at in a real browser: axe, HTML, title, heading, language, tokens, width."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Response

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "web" / "assets" / "node_modules"
_AXE = MODULES / "axe-core" / "axe.min.js"
_VALIDATE = MODULES / "html-validate" / "bin" / "html-validate.mjs"
_NARROWEST, _SHOTS = 320, (1280, 375)
_REFUSED = re.compile(r"status of (409|412|422|429)\b")
"""A refusal of what was typed is an answer, not an error, though the browser's console lists it."""
_RUN_AXE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
    (found) => `${found.id}: ${found.help} (${found.nodes.map((node) => node.target.join(" ")).join(", ")})`)"""
_FACTS = """() => ({
    title: document.title, language: document.documentElement.lang, headings: document.querySelectorAll("h1").length,
    bare: [...document.querySelectorAll("form[method=post]")].filter((form) => !form.elements.csrf_token?.value)
        .map((form) => form.action)})"""


class Watch:
    """What a page complains about, and its last document as the server sent it."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        self.document: Response | None = None
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("requestfailed", lambda request: self._fail(request.url, request.failure or ""))
        page.on("response", self._answered)

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not _REFUSED.search(said.text):
            self.complaints.append(f"{said.location.get('url', '')}: {said.text}")

    def _fail(self, address: str, why: str) -> None:
        if why != "net::ERR_ABORTED":  # the person went on before it came
            self.complaints.append(f"{address}: {why}")

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.status not in range(300, 400):
            self.document = response


class Collected:
    """HTML as it was sent, to be validated all at once: starting the validator takes longer than its work."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.addresses: dict[str, str] = {}

    def add(self, address: str, html: str) -> None:
        """Keep a page for later."""
        name = f"{len(self.addresses) + 1:03}.html"
        (self.folder / name).write_text(html, "utf-8")
        self.addresses[name] = address

    def problems(self) -> list[str]:
        """What html-validate finds, a line each; nothing where nothing was collected.

        It writes to a file: what it writes into a pipe is cut off when it ends.
        """
        if not self.addresses:
            return []
        command = [ROOT / ".venv/bin/node", _VALIDATE, "--config", Path(__file__).with_name("html-validate.json")]
        done = subprocess.run(
            [*command, "--formatter", "json=found.json", *sorted(self.addresses)],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        return [
            f"{self.addresses[Path(file['filePath']).name]}:{said['line']}: {said['message']} [{said['ruleId']}]"
            for file in json.loads((self.folder / "found.json").read_text("utf-8"))
            for said in file["messages"]
        ]


def problems(page: Page, watch: Watch, collected: Collected) -> list[str]:
    """What is wrong with the page that is open now in what holds for all pages, a line each."""
    assert watch.document is not None
    collected.add(page.url, watch.document.text())
    _take_pictures(page)
    page.evaluate(_AXE.read_text("utf-8"))
    found = [*_plain_problems(page), *page.evaluate(_RUN_AXE), *_width_problems(page)]
    return [f"{page.url}: {problem}" for problem in found]


def _plain_problems(page: Page) -> Iterator[str]:
    facts = page.evaluate(_FACTS)
    if not re.fullmatch(r".+ – Once and Done", facts["title"]):
        yield f"its title is {facts['title']!r}"
    if facts["language"] != "en":
        yield "it does not say that it is in English"
    if facts["headings"] != 1:
        yield f"it has {facts['headings']} headings of the first level"
    if facts["bare"]:
        yield f"it has forms without a token: {facts['bare']}"


def _width_problems(page: Page) -> Iterator[str]:
    """No page is wider than a narrow phone, which is what 400 % zoom makes of a screen of 1280 px."""
    with _sized(page, _NARROWEST):
        wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > _NARROWEST:
        yield f"it is {wide} px wide on a screen of {_NARROWEST} px"


@contextmanager
def _sized(page: Page, width: int) -> Iterator[None]:
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    yield
    if before:
        page.set_viewport_size(before)


def _take_pictures(page: Page) -> None:
    """Keep the page at both widths, where `BPR_SHOTS` names a folder."""
    folder = os.environ.get("BPR_SHOTS")
    if not folder:
        return
    name = re.sub(r"[^a-zA-Z0-9]+", "-", re.sub(r"^https?://[^/]+", "", page.url)).strip("-") or "start"
    for width in _SHOTS:
        with _sized(page, width):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
