"""A case whose tasks are tried."""

from __future__ import annotations

import pytest

from engine.store import Store
from tests.council import Council
from tests.web.pages.casework import begin


@pytest.fixture
def case_id(store: Store, council: Council) -> int:
    """A case at Eastgate, begun by the adviser: its first task is open."""
    return begin(store, council)
