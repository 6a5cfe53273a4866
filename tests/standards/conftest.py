"""A council with a history and a standard for its inspections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from engine import standards
from engine.standards import Promise, Standard, Subject
from engine.store import Store, unit_of_work
from tests.council import found_council
from tests.measures.history import History


@pytest.fixture
def history(store: Store) -> History:
    """The small council on 18 November 2026, before anything has happened."""
    return History(store, found_council(store))


@pytest.fixture
def set_standard(history: History) -> Callable[..., Standard]:
    """Add a standard for the whole council, from 2026-01-01."""

    def add(share: str, target: str, kind: str = "case", *, key: str = "repairs", calendar: str = "", **of: object):
        subject = Subject(kind, history.council.service_id, **of)
        promise = Promise(Decimal(share), target, calendar)
        with unit_of_work(history.store) as work:
            return standards.add_standard(
                work, key, "Repairs in time", subject, promise, valid_from=date(2026, 1, 1), by=history.council.head
            )

    return add
