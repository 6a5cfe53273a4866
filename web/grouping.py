"""Many findings or changes of one kind as one line of a list, so that what is rare is seen among what is many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask

from engine.definitions import Finding, all_decision_rules, all_rules

FEW = 3
"""So many findings of one rule are still shown one by one."""
_GROUPED = ("warning", "info")
_EXTENSIONS = "vendor-extension"


@dataclass(frozen=True, slots=True)
class Together:
    """Findings of one rule, with their places in the whole list, from 1. `says` is the rule, empty for a single one."""

    says: str
    severity: str
    rule: str
    findings: tuple[tuple[int, Any], ...]


@dataclass(frozen=True, slots=True)
class SameChange:
    """What an import did to elements: the names of those that have one, and how many there are in all."""

    message: str
    names: tuple[str, ...]
    count: int


def add_grouping(app: Flask) -> None:
    """Let the templates of `app` use these as filters."""
    app.add_template_filter(findings_together)
    app.add_template_filter(changes_together)


def findings_together(findings: Sequence[Mapping[str, Any] | Finding]) -> list[Together]:
    """The findings in their order; more than a few warnings or pieces of advice of one rule are told as one."""
    says = {rule.name: rule.says for rule in (*all_rules(), *all_decision_rules())}
    of_rule: dict[tuple[str, str], list[tuple[int, Any]]] = {}
    for number, finding in enumerate(findings, start=1):
        of_rule.setdefault(_key(finding), []).append((number, finding))
    shown: list[Together] = []
    for number, finding in enumerate(findings, start=1):
        rule, severity = _key(finding)
        same = of_rule[rule, severity]
        if severity not in _GROUPED or len(same) <= FEW:
            shown.append(Together("", severity, rule, ((number, finding),)))
        elif same[0][0] == number:
            shown.append(Together(says.get(rule, ""), severity, rule, tuple(same)))
    return shown


def changes_together(changes: Sequence[Mapping[str, Any]]) -> list[SameChange]:
    """The changes of an import: equal ones once, and last the extensions of other tools, which change nothing."""
    found: dict[str, list[str]] = {}
    for change in sorted(changes, key=lambda change: change["rule"] == _EXTENSIONS):
        found.setdefault(_said(change), []).append(change["name"])
    return [
        SameChange(message, tuple(dict.fromkeys(name for name in names if name)), len(names))
        for message, names in found.items()
    ]


def _said(change: Mapping[str, Any]) -> str:
    """The sentence less the address of the tool whose extension it is, which differs from tool to tool."""
    return (
        "Extensions of other tools are kept in the file and not used."
        if change["rule"] == _EXTENSIONS
        else str(change["message"])
    )


def _key(finding: Mapping[str, Any] | Finding) -> tuple[str, str]:
    if isinstance(finding, Finding):
        return finding.rule, finding.severity
    return str(finding["rule"]), str(finding["severity"])
