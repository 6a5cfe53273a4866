"""Error pages: also while the database is away."""

from __future__ import annotations

import pytest

from engine.settings import read_settings
from engine.store import open_store
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
