"""Targets are kept as dated rows; a new one ends the one before."""

from __future__ import annotations

from datetime import date

import pytest

from engine import audit, sla
from engine.errors import NotFound, Refused
from engine.people import SYSTEM
from engine.store import reading, unit_of_work


def keep(work, **changes: object):
    values = {
        "process_id": 7,
        "kind": "case",
        "target": "3 working days",
        "calendar": "england-24x7",
        "valid_from": date(2026, 1, 1),
        "reason": "Service plan",
        **changes,
    }
    sla.set_target(work, by=SYSTEM, **values)


def test_a_new_target_ends_the_one_before_and_both_are_audited(store):
    with unit_of_work(store) as work:
        keep(work)
        keep(work, target="2 working days", valid_from=date(2026, 6, 1))
    with reading(store) as work:
        rows = sla.kept_targets(work, 7)
        assert [entry.action for entry in audit.entries(work)] == ["sla:target:set", "sla:target:set"]
    assert [(row.target, row.valid_from, row.valid_to) for row in rows] == [
        ("3 working days", date(2026, 1, 1), date(2026, 6, 1)),
        ("2 working days", date(2026, 6, 1), None),
    ]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": "moon"}, Refused),
        ({"kind": "step"}, Refused),
        ({"step_key": "Look"}, Refused),
        ({"target": "soon"}, Refused),
        ({"calendar": "mars"}, NotFound),
    ],
)
def test_what_cannot_be_is_refused(store, changes, error):
    with pytest.raises(error), unit_of_work(store) as work:
        keep(work, **changes)
