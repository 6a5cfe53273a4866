"""What a rule of a table says is among the values that its column allows."""

from __future__ import annotations

from collections.abc import Iterator

from engine import decisions
from engine.decisions import called, in_words
from engine.definitions.decision_file import DecisionFile
from engine.definitions.finding import MUST_FIX, Finding

SEVERITY = MUST_FIX


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per outcome that the column, or the type of the decision, does not allow."""
    for looked in file.tables:
        for stray in decisions.stray_outputs(looked.placed, file.model):
            place = f"Rule {stray.rule} says" if stray.rule else "The default is"
            yield file.about_table(
                looked,
                f"{place} {in_words(stray.value)}, which “{called(stray.column)}” does not allow: nothing would come "
                "out. Change the outcome, or allow the value.",
            )
