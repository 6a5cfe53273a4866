"""Two rules of a table differ in what they look at."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.decision_file import DecisionFile, outcomes
from engine.definitions.finding import WARNING, Finding

SEVERITY = WARNING


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per rule with the cells and the outcome of an earlier one."""
    for looked in file.tables:
        for first, again in looked.found.duplicates:
            if outcomes(looked, first) == outcomes(looked, again):
                message = f"Rule {again} is rule {first} again. Take one of them away."
                yield file.about_table(looked, message, rules=(again, first))
