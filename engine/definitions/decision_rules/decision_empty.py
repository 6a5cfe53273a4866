"""Every decision says how it is made."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.decision_file import DecisionFile
from engine.definitions.finding import WARNING, Finding

SEVERITY = WARNING


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per decision without a table or an expression, and per table without a rule."""
    for decision in file.model.decisions.values():
        if decision.box is None:
            yield file.about(decision.id, decision.name, "Nothing says how it is made. Add a table or an expression.")
    for looked in file.tables:
        if not looked.placed.table.rules:
            yield file.about_table(looked, "The table has no rule. Add one.")
