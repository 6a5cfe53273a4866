"""Processes that are not marked as executable run all the same."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Tree
from engine.bpmn.words import FLOW_NODES, children, name_of

ORDER = 12


def apply(tree: Tree, report: Report) -> None:
    """Mark every process that has flow nodes as executable."""
    for process in children(tree.root, "process"):
        has_steps = any(name_of(child) in FLOW_NODES for child in process)
        if has_steps and (process.get("isExecutable") or "").strip() not in ("true", "1"):
            process.set("isExecutable", "true")
            report.harmless(
                "not-executable", process, "The process was not marked as executable; it is treated as if it were."
            )
