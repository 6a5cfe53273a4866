"""A table that goes by priority lists the values of its outcomes, the most important first."""

from __future__ import annotations

from collections.abc import Iterator

from engine import decisions
from engine.definitions.decision_file import DecisionFile
from engine.definitions.finding import MUST_FIX, Finding

SEVERITY = MUST_FIX


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per table with hit policy PRIORITY or OUTPUT ORDER none of whose outcomes has an order."""
    for looked in file.tables:
        table = looked.placed.table
        if table.policy in ("P", "O") and not any(
            decisions.listed_outputs(table, column, looked.placed.type_ref, file.model.types)
            for column in table.outputs
        ):
            yield file.about_table(
                looked,
                "The rule with the best outcome counts, but nothing says which outcome is best. "
                "List the values of the outcome, the most important first.",
            )
