"""What one rule finds in a small decision file."""

from __future__ import annotations

from engine.definitions import Finding
from engine.definitions.decision_report import lint_decisions
from tests.decisions.files import decision, dmn, given

GIVEN = given("amount", "number") + given("limit", "number")


def findings_of(rule: str, body: str, *more: str, type_ref: str = "") -> list[Finding]:
    """What a rule finds in a decision made by `body`, from two numbers: amount and limit."""
    return findings_in(rule, dmn(GIVEN, *more, decision("fee", body, "i:amount", "i:limit", type_ref=type_ref)))


def findings_in(rule: str, data: bytes) -> list[Finding]:
    """What a rule finds in a file, which must be readable."""
    report = lint_decisions(data)
    assert report.accepted, report.findings
    return [finding for finding in report.findings if finding.rule == rule]
