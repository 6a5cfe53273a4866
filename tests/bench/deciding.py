"""Decision tables: one of 200 rules and 6 inputs, decided again and again, beside a floor in plain Python."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from engine import decisions
from engine.decisions import DecisionModel
from tests.bench.measuring import Timed, timed
from tests.decisions.files import decision, dmn, given, table

RULES = 200
INPUTS = (
    ("amount", "number"),
    ("weeks", "number"),
    ("kind", "string"),
    ("urgent", "boolean"),
    ("day", "date"),
    ("band", "string"),
)
KINDS = ("skip", "scaffold", "hoarding", "crane", "cafe")
GIVEN = {"amount": 50, "weeks": 12, "kind": "crane", "urgent": True, "day": "2026-06-01", "band": "C"}
Row = tuple[int, int, int, tuple[str, ...], bool, str]


def measure_deciding(repeats: int) -> dict[str, Any]:
    """Milliseconds for a decision by the table: by cells with values, by cells with names, and the floor."""
    rows = _rows()
    by_values, by_names = _model(rows, "[{0}..{1}]"), _model(rows, "[amount - amount + {0}..{1}]")
    hits = len(decisions.evaluate(by_values, "fee", GIVEN).rules)
    return {
        "rules": RULES,
        "inputs": len(INPUTS),
        "rules_that_hit": hits,
        "wall_ms": {
            "cells_with_values": _timed(lambda: decisions.evaluate(by_values, "fee", GIVEN), repeats).wall_ms,
            "cells_with_names": _timed(lambda: decisions.evaluate(by_names, "fee", GIVEN), repeats).wall_ms,
            "floor": _timed(lambda: _plain(rows), repeats).wall_ms,
        },
    }


def _rows() -> list[Row]:
    choice = random.Random(6)  # the same table every time
    return [
        (
            low := choice.randrange(80),
            low + choice.randrange(60),
            choice.randrange(30),
            tuple(choice.sample(KINDS, 3)),
            choice.random() < 0.7,
            f"{2020 + choice.randrange(8)}-04-01",
        )
        for _ in range(RULES)
    ]


def _model(rows: list[Row], amount: str) -> DecisionModel:
    cells = [
        [
            amount.format(low, high),
            f">= {weeks}",
            ", ".join(f'"{kind}"' for kind in kinds),
            "true" if urgent else "-",
            f'>= date("{day}")',
            'not("A", "B")',
            str(number),
        ]
        for number, (low, high, weeks, kinds, urgent, day) in enumerate(rows)
    ]
    names = [name for name, _ in INPUTS]
    made = decision("fee", table("COLLECT", names, ["fee"], cells), *(f"i:{name}" for name in names))
    return decisions.read(dmn(*(given(*one) for one in INPUTS), made))


def _plain(rows: list[Row]) -> list[int]:
    """What the table does, written by hand."""
    return [
        number
        for number, (low, high, weeks, kinds, urgent, day) in enumerate(rows)
        if low <= 50 <= high
        and weeks <= 12
        and "crane" in kinds
        and (not urgent or GIVEN["urgent"])
        and str(GIVEN["day"]) >= day
        and GIVEN["band"] not in ("A", "B")
    ]


def _timed(action: Callable[[], object], repeats: int) -> Timed:
    action()
    with timed(None) as found:
        for _ in range(repeats):
            with found.action():
                action()
    return found
