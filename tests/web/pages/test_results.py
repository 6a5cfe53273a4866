"""Results: every figure leads to its definition and to a list as long as the figure says."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.measures.history import History
from tests.web.conftest import Browser, page_of, words_of


@pytest.fixture
def history(store, council) -> History:
    """The small council with a few weeks of cases: enough that most figures are shown."""
    history = History(store, council)
    for _ in range(6):
        history.shallow()
    for _ in range(5):
        history.deep()
    history.repaired()
    history.move("trained", step="inspect")
    history.hold("fear_of_poorer_service")
    history.wait(days=3)
    return history


@pytest.fixture
def head(history, browser) -> Browser:
    return browser(history.council.head)


def figures_of(response) -> list[tuple[str, str]]:
    """The text and the address of every figure on a page."""
    links = page_of(response).xpath("//main//a[starts-with(@href, '/results/') and not(contains(@href, 'processes'))]")
    texts = [(" ".join(link.xpath("text()")).strip(), link.get("href")) for link in links]
    return [(text, address) for text, address in texts if re.match(r"[\d,.]+( %)?$|too few", text)]


def rows_of(response) -> int:
    return len(page_of(response).xpath("//table[.//caption[contains(., 'behind the figure')]]/tbody/tr"))


def test_every_figure_of_the_overview_equals_the_list_behind_it(head):
    found = figures_of(head.get("/results"))
    assert len(found) > 20
    for text, address in found:
        answer = head.get(address)
        assert answer.status_code == 200, address
        key, query = urlsplit(address).path.rpartition("/")[2], parse_qs(urlsplit(address).query)
        if text.isdigit() and key != "held-contacts" and key != "days-to-end":
            assert rows_of(answer) == int(text), address
        elif text.endswith("%"):
            whole, part = rows_of(answer), rows_of(head.get(f"{address}&counted=yes"))
            assert f"{part / whole * 100:.0f} %" == text, address
        assert query["since"] == ["2026-08-25"]
