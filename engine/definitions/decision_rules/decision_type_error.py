"""Values fit what is done with them."""

from __future__ import annotations

from collections.abc import Iterator

from engine import decisions, feel
from engine.bpmn.outcome import FUNCTIONS
from engine.definitions.decision_file import DecisionFile
from engine.definitions.finding import MUST_FIX, WARNING, Finding

SEVERITY = MUST_FIX


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per text that can have no result, and per cell whose values are of another type than its column's."""
    for text in file.texts:
        for problem in feel.check_types(text.code, text.names, FUNCTIONS):  # names not known are another rule's
            yield file.about_text(text, problem.message)
    for looked in file.tables:
        for cell in decisions.misfits(looked.placed, file.model):
            yield file.about_table(
                looked,
                f"Rule {cell.rule}, “{cell.label}”: {cell.text} is no {cell.kind}. Put the cell right, or the type.",
                severity=WARNING if cell.is_outcome else "",
                rules=(cell.rule,),
            )
        gives_list = decisions.HIT_POLICIES[looked.placed.table.policy].is_list
        if gives_list and not looked.placed.path and _is_single(file, looked.placed.type_ref):
            yield file.about_table(
                looked,
                f"The table gives a list of outcomes, but the decision is said to be a {looked.placed.type_ref}: where "
                "two rules hold, nothing comes out. Make its type a list, or let one rule count.",
                severity=WARNING,
            )


def _is_single(file: DecisionFile, type_ref: str) -> bool:
    return decisions.plain_type(type_ref, file.model.types)[0] not in ("", "list", "context")
