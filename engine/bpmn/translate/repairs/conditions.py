"""Conditions of flows in other tools' manners, written as FEEL where that is exact."""

from __future__ import annotations

from engine import feel
from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, condition_of, drop_condition, set_condition
from engine.bpmn.words import bpmn, children, local_id, name_of

ORDER = 55
SPLITTING = ("exclusiveGateway", "inclusiveGateway")
NEVER_CONDITIONAL = ("parallelGateway", "eventBasedGateway")
_SMALL = feel.Budget(steps=500, regex_seconds=0.05)
"""What a condition that needs no data may take to work out: there may be thousands in one file."""


def apply(tree: Tree, report: Report) -> None:
    """Translate each condition; take away what cannot be understood, what is empty, and what may not be there."""
    for node in tree.nodes():
        for flow in tree.outgoing(node):
            if children(flow, "conditionExpression"):
                _condition(node, flow, report)


def _condition(node: Node, flow: Node, report: Report) -> None:
    text = condition_of(flow)
    if not text:
        drop_condition(flow)
        report.harmless("empty-condition", flow, "The condition was empty and was taken away.")
    elif name_of(node) in NEVER_CONDITIONAL:
        drop_condition(flow)
        report.add("condition-not-used", flow, f"A flow out of a {name_of(node)} has no condition; it was taken away.")
    elif flow.get("id") == local_id(node.get("default")):
        drop_condition(flow)
        report.harmless("condition-not-used", flow, "The default flow needs no condition; it was taken away.")
    else:
        _translate(flow, text, report)


def _translate(flow: Node, text: str, report: Report) -> None:
    element = flow.find(bpmn("conditionExpression"))
    language = ("" if element is None else element.get("language") or "").lower()
    try:
        translated = feel.translate(text).text
        _check_constant(translated)
    except feel.FeelError as error:
        drop_condition(flow)
        short = " ".join(text.split())[:80]
        report.add(
            "condition-not-understood", flow, f"The condition '{short}' is not FEEL and was taken away: {error.message}"
        )
        return
    if translated != text or "script" in language or "groovy" in language:
        set_condition(flow, translated)
        report.harmless("condition-translated", flow, f"The condition was written as FEEL: {translated[:200]}")


def _check_constant(text: str) -> None:
    """A condition that needs no data must still be true or false: `1` or `"yes"` decides nothing."""
    if not feel.names(text) and not isinstance(feel.evaluate(text, {}, budget=_SMALL), bool):
        raise feel.FeelError("It is neither true nor false whatever the data.", 0, text)
