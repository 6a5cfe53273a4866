"""Priorities of tasks in other tools' manners, written as FEEL in our own; what can never give one is taken away."""

from __future__ import annotations

from engine.bpmn import priority
from engine.bpmn.asking import OF_A_PERSON
from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Tree

ORDER = 85
"""After every repair that makes a step one of a person."""


def apply(tree: Tree, report: Report) -> None:
    """Keep the priority of each task of a person, when it can be worked out."""
    for node in tree.nodes(*sorted(OF_A_PERSON)):
        text, expression = priority.written(node), priority.of(node)
        if not text:
            continue
        if problem := priority.problem(expression):
            priority.keep(node, "")
            short = " ".join(text.split())[:80]
            report.add("priority", node, f"The priority '{short}' was taken away, so that it is normal: {problem}")
            continue
        priority.keep(node, expression)
        if expression != text.removeprefix("=").strip():
            report.harmless("priority", node, f"The priority was written as FEEL: {expression[:200]}")
