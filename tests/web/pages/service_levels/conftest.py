"""What pages of service levels stand on: work that ended, most of it in its contact."""

from __future__ import annotations

import pytest

from tests.measures.history import History
from tests.web.conftest import Browser


@pytest.fixture
def history(store, council) -> History:
    """Six cases finished in their contact and one of two days, in November 2026."""
    history = History(store, council)
    for _ in range(6):
        history.shallow()
    history.repaired()
    return history


@pytest.fixture
def head(history, browser) -> Browser:
    return browser(history.council.head)
