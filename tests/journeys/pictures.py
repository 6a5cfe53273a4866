"""The README's pictures, taken on the way through the story where `BPR_PICTURES` names a folder for them."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import FloatRect, Locator, Page

MOST_BYTES = 200_000
_WIDTH, _MARGIN = 1280, 16


def picture(page: Page, name: str, last: Locator | None = None, *, first: str = "") -> None:
    """Keep what lies from the part `first` of the page to the end of `last`, across the width; else its content.

    Nothing is taken where no folder is named. Raises AssertionError for a picture that is too large to be kept.
    """
    folder = os.environ.get("BPR_PICTURES")
    if not folder:
        return
    file = Path(folder) / f"{name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    page.mouse.move(0, 0)
    page.evaluate("scrollTo(0, 0)")
    top = max(_box(page.locator(first or "main"))["y"] - (_MARGIN if first else 0), 0)
    box = _box(last or page.locator("main"))
    bottom = box["y"] + box["height"] + (_MARGIN if last else 0)
    shown: FloatRect = {"x": 0, "y": top, "width": _WIDTH, "height": bottom - top}
    page.screenshot(path=file, full_page=True, clip=shown, animations="disabled")
    assert file.stat().st_size <= MOST_BYTES, f"{file} has {file.stat().st_size} bytes: show less of the page"


def _box(part: Locator) -> FloatRect:
    found = part.first.bounding_box()
    assert found is not None, "what is to be in the picture is not to be seen"
    return found
