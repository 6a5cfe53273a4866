"""What a rule of a table says is among the values that its column allows."""

from __future__ import annotations

from collections.abc import Iterator

from engine import decisions
from engine.decisions import called, in_words
from engine.definitions.decision_file import DecisionFile, LookedOver
from engine.definitions.finding import MUST_FIX, WARNING, Finding
from engine.feel import BudgetExceeded, Evaluation

SEVERITY = MUST_FIX


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per outcome that the column, or the type of the decision, does not allow."""
    run = Evaluation({})  # one budget for the whole file
    for looked in file.tables:
        try:
            yield from _strays(file, looked, run)
        except BudgetExceeded:
            yield file.about_table(
                looked,
                "What its columns allow takes too long to work out, so outcomes were not held against it from here on. "
                "List the values.",
                severity=WARNING,
            )
            return


def _strays(file: DecisionFile, looked: LookedOver, run: Evaluation) -> Iterator[Finding]:
    for stray in decisions.stray_outputs(looked.placed, file.model, run):
        place = f"Rule {stray.rule} says" if stray.rule else "The default is"
        yield file.about_table(
            looked,
            f"{place} {in_words(stray.value)}, which “{called(stray.column)}” does not allow: nothing would come "
            "out. Change the outcome, or allow the value.",
            rules=(stray.rule,) if stray.rule else (),
        )
