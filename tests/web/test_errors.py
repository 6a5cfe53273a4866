"""Error pages: also while the database is away."""

from __future__ import annotations

import pytest

from engine.settings import read_settings
from engine.store import open_store
from tests.web.conftest import page_of
from web.app import create_app


@pytest.fixture
def cut_off(tmp_path):
    """A browser of an application whose database does not answer."""
    store = open_store("postgresql://127.0.0.1:1/none")
    yield create_app(store, read_settings({"BPR_DATA": str(tmp_path)})).test_client()
    store.engine.dispose()


@pytest.mark.parametrize("address", ["/", "/tasks", "/nothing-here"])
def test_without_a_database_every_page_says_so(cut_off, address):
    cut_off.set_cookie("bpr_session", "somebody")
    answer = cut_off.get(address)
    assert answer.status_code == 503
    assert "The database does not answer at the moment" in answer.text
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Retry-After"] == "5"


def test_too_large_a_file_is_refused_on_a_page_with_its_ways_on(council, browser):
    form = "multipart/form-data; boundary=x"
    answer = browser(council.head).client.post("/processes/upload", data=b"x" * 30_000_000, content_type=form)
    assert answer.status_code == 413
    page = page_of(answer)
    assert page.xpath("//nav[@aria-label='Main']//a")
    assert page.xpath("//form[@action='/sign-out']//input[@name='csrf_token']/@value")


def test_a_refusal_with_one_reason_says_it_once(council, browser):
    answer = browser(council.adviser).get("/tasks?step=nonsense")
    assert answer.status_code == 422
    assert answer.text.count("The address asks for a step in a way that is unknown") == 1


def test_a_page_that_is_not_there_has_its_ways_on_for_whoever_is_signed_in(council, browser, stranger):
    assert page_of(browser(council.adviser).get("/no/such/page")).xpath("//nav[@aria-label='Main']//a")
    assert not page_of(stranger.get("/no/such/page")).xpath("//nav[@aria-label='Main']//a")
