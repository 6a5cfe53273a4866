"""Every rule of a table can count."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.decision_file import DecisionFile
from engine.definitions.finding import WARNING, Finding

SEVERITY = WARNING


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per rule that holds for no input, or before which others always come."""
    for looked in file.tables:
        for hidden in looked.found.hidden:
            yield file.about_table(looked, f"Rule {hidden.rule} never counts: {_why(hidden.by)}")


def _why(before: tuple[int, ...]) -> str:
    if not before:
        return "its cells hold for no input. Put them right, or take the rule away."
    numbers = ", ".join(map(str, before[:10]))
    which = f"rule {numbers} comes" if len(before) == 1 else f"rules {numbers} come"
    return f"wherever it holds, {which} first. Move it up, narrow what is above it, or take it away."
