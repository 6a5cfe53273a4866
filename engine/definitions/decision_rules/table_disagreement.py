"""In a table by which all rules that hold agree, rules that hold for the same input say the same."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.decision_file import DecisionFile, numbered, outcomes, pairs, when
from engine.definitions.finding import MUST_FIX, WARNING, Finding

SEVERITY = MUST_FIX


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per pair of rules of an ANY table that hold together and are written with different outcomes."""
    for looked in file.tables:
        severity = "" if looked.found.independent else WARNING
        for overlap in pairs(looked, "A"):
            rules = (overlap.first, overlap.second)
            if outcomes(looked, overlap.first) != outcomes(looked, overlap.second):
                yield file.about_table(
                    looked,
                    f"{numbered(rules).capitalize()} both hold {when(overlap)} and do not agree: "
                    "the table then decides nothing. Make them say the same, or exclude each other.",
                    severity=severity,
                    rules=rules,
                )
