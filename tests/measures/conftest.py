"""A council with a history."""

from __future__ import annotations

import pytest

from engine.store import Store
from tests.council import found_council
from tests.measures.history import History


@pytest.fixture
def history(store: Store) -> History:
    """The small council on 18 November 2026, before anything has happened."""
    return History(store, found_council(store))
