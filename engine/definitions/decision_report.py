"""The report on an uploaded decision file: read it, apply every rule for decisions. Pure: no database."""

from __future__ import annotations

from collections.abc import Mapping

from engine import decisions
from engine.decisions import DecisionModel
from engine.definitions.decision_file import decision_file
from engine.definitions.report import Report, apply_rules, refused, report_on
from engine.definitions.rulebook import all_decision_rules
from engine.errors import Refused, TooLarge


def lint_decisions(data: bytes, imports: Mapping[str, DecisionModel] | None = None) -> Report:
    """The report on a DMN file. `imports` are models it may import, by namespace.

    Never raises for what is in the file: a file that cannot be read, or that holds nothing, is a finding.
    """
    try:
        model = decisions.read(data, imports=imports)
        refuse_empty(model)
        return report_on_decisions(model)
    except (Refused, TooLarge) as refusal:
        return refused(refusal)


def refuse_empty(model: DecisionModel) -> None:
    """Refuse a file that holds nothing of its own. Raises Refused."""
    if not model.decisions and not model.is_library:
        raise Refused(
            "The file holds no decision, and no function, type or input for other files to import. "
            "Draw one, and save the file again."
        )


def report_on_decisions(model: DecisionModel) -> Report:
    """What the rules find in a model. Stage `live`: it can be approved; `check`: it can only be tried out."""
    return report_on(apply_rules(all_decision_rules(), decision_file(model)))
