"""The single keys of the pages are those that the help names."""

from __future__ import annotations

import re
from pathlib import Path

from tests.web.conftest import Browser, page_of
from web.shortcuts import SHORTCUTS, shortcut

TEMPLATES = "\n".join(file.read_text("utf-8") for file in Path("web/templates").rglob("*.html"))


def test_the_help_says_of_every_key_what_it_does_and_where(stranger: Browser):
    page = page_of(stranger.get("/help"))
    rows = {
        row.xpath("string(th)"): [cell.text_content() for cell in row.xpath("td")] for row in page.xpath("//tr[td]")
    }
    assert rows == {one.key: [one.does, one.where] for one in SHORTCUTS.values()}


def test_no_key_means_two_things():
    assert len({one.key for one in SHORTCUTS.values()}) == len(SHORTCUTS)


def test_pages_use_every_key_of_the_list_and_none_beside_it():
    assert set(re.findall(r"shortcut\('([\w-]+)'\)", TEMPLATES)) == set(SHORTCUTS)
    assert 'data-shortcut="' not in TEMPLATES
    assert shortcut("end") == 'data-shortcut="e"'
