"""Every rule of a table can count."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.decision_file import DecisionFile, numbered
from engine.definitions.finding import WARNING, Finding

SEVERITY = WARNING
MOST_NAMED = 10
"""So many of the rules that come before are named."""


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per rule that holds for no input, or before which others always come."""
    for looked in file.tables:
        for hidden in looked.found.hidden:
            by = hidden.by[:MOST_NAMED]
            message = f"{numbered([hidden.rule]).capitalize()} never counts: {_why(by)}"
            yield file.about_table(looked, message, rules=(hidden.rule, *by))


def _why(before: tuple[int, ...]) -> str:
    if not before:
        return "its cells hold for no input. Put them right, or take the rule away."
    comes = "comes" if len(before) == 1 else "come"
    return f"wherever it holds, {numbered(before)} {comes} first. Move it up, narrow what is above it, or take it away."
