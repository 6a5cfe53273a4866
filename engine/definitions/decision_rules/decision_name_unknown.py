"""An expression speaks of names that the decision is given."""

from __future__ import annotations

from collections.abc import Iterator

from engine import decisions
from engine.bpmn.outcome import FUNCTIONS
from engine.definitions.decision_file import DecisionFile
from engine.definitions.finding import WARNING, Finding

SEVERITY = WARNING


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per name in a text that nothing gives."""
    others = {found.name for found in file.model.decisions.values()}
    others |= {found.name for found in file.model.knowledge.values()}
    for text in file.texts:
        if text.is_open:
            continue
        for name in sorted(decisions.needed_names(text) - FUNCTIONS):
            todo = (
                "Draw the requirement from it to this decision."
                if name in others
                else "Check the spelling, or draw it as input data."
            )
            yield file.about_text(text, f"nothing gives “{name}”. {todo}")
