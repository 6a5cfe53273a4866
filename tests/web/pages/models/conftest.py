"""Who uploads and marks models in the tests."""

from __future__ import annotations

import pytest

from engine.store import unit_of_work
from tests.council import person


@pytest.fixture
def ana(council, store):
    """An analyst of the council's service."""
    with unit_of_work(store) as work:
        return person(work, "ana", "analyst", service_id=council.service_id)


@pytest.fixture
def analyst(ana, browser):
    """The browser of that analyst."""
    return browser(ana)
