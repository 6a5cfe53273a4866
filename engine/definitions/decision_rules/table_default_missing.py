"""A table that cannot be looked over for gaps has a default, or a last rule that holds for anything."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.decision_file import DecisionFile, has_default, one_rule_counts
from engine.definitions.finding import INFO, Finding

SEVERITY = INFO


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per table of which nobody can tell whether a rule holds for every input, and that has no default."""
    for looked in file.tables:
        table = looked.placed.table
        open_ended = bool(looked.found.unchecked) or not looked.found.complete
        for_anything = any(all(test is None for test in rule.tests) for rule in table.rules)
        if one_rule_counts(looked) and open_ended and not for_anything and not has_default(looked):
            yield file.about_table(
                looked,
                "It cannot be told whether a rule holds for every input, and there is no default. "
                "Say in a default, or in a last rule, what comes out otherwise.",
            )
