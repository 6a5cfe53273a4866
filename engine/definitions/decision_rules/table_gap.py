"""A table by which one rule counts has a rule for every input, or a default."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.decision_file import DecisionFile, has_default, one_rule_counts, when
from engine.definitions.finding import WARNING, Finding

SEVERITY = WARNING


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per stretch of inputs for which no rule holds, with an input of it."""
    for looked in file.tables:
        if not one_rule_counts(looked) or has_default(looked):
            continue
        for gap in looked.found.gaps:
            yield file.about_table(
                looked,
                f"No rule holds {when(gap)}: the table then decides nothing. "
                "Add a rule or a default, or list the values that can occur.",
            )
