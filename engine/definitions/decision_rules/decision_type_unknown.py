"""Every type that is named is one of the language, or defined in the file."""

from __future__ import annotations

from collections.abc import Iterator

from engine import decisions
from engine.definitions.decision_file import DecisionFile
from engine.definitions.finding import WARNING, Finding

SEVERITY = WARNING


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per decision, input and function whose type nobody knows: any value would pass."""
    for owner, name, type_ref in decisions.unknown_types(file.model):
        yield file.about(owner, name, f"There is no type “{type_ref}”, so any value passes. Define it, or correct it.")
