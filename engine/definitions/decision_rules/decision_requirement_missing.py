"""Everything that a decision requires is in the file, or in one that it imports."""

from __future__ import annotations

from collections.abc import Iterator

from engine import decisions
from engine.definitions.decision_file import DecisionFile
from engine.definitions.finding import MUST_FIX, Finding

SEVERITY = MUST_FIX


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per requirement that leads to nothing."""
    for owner, name, need in decisions.missing_requirements(file.model):
        yield file.about(owner, name, f"It requires “{need}”, which is not there. Draw it, or take the line away.")
