"""In a table by which one rule holds at most, no two rules hold for the same input."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.decision_file import DecisionFile, numbered, pairs, when
from engine.definitions.finding import MUST_FIX, WARNING, Finding

SEVERITY = MUST_FIX


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per pair of rules of a UNIQUE table that hold together, with an input for which they do."""
    for looked in file.tables:
        severity = "" if looked.found.independent else WARNING
        for overlap in pairs(looked, "U"):
            rules = (overlap.first, overlap.second)
            yield file.about_table(
                looked,
                f"{numbered(rules).capitalize()} both hold {when(overlap)}: then nothing is decided. "
                "Make them exclude each other, or let the first one count (hit policy FIRST).",
                severity=severity,
                rules=rules,
            )
