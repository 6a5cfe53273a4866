"""The report on an uploaded decision file: read it, apply every rule for decisions. Pure: no database."""

from __future__ import annotations

from collections.abc import Mapping

from engine import decisions
from engine.decisions import DecisionModel, Unreadable
from engine.definitions.decision_file import decision_file
from engine.definitions.report import Report, apply_rules, refused, report_on
from engine.definitions.rulebook import all_decision_rules
from engine.errors import TooLarge


def lint_decisions(data: bytes, imports: Mapping[str, DecisionModel] | None = None) -> Report:
    """The report on a DMN file. `imports` are models it may import, by namespace.

    Never raises for what is in the file: a file that cannot be read is a finding.
    """
    try:
        return report_on_decisions(decisions.read(data, imports=imports))
    except (Unreadable, TooLarge) as refusal:
        return refused(refusal)


def report_on_decisions(model: DecisionModel) -> Report:
    """What the rules find in a model. Stage `live`: it can be approved; `check`: it can only be tried out."""
    return report_on(apply_rules(all_decision_rules(), decision_file(model)))
