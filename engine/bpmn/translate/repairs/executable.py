"""A file in which no process is marked as executable runs all the same."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Tree
from engine.bpmn.words import FLOW_NODES, children, name_of

ORDER = 12


def apply(tree: Tree, report: Report) -> None:
    """Mark every process that has flow nodes as executable, where none of them is."""
    busy = [node for node in children(tree.root, "process") if any(name_of(child) in FLOW_NODES for child in node)]
    if not any((process.get("isExecutable") or "").strip() in ("true", "1") for process in busy):
        for process in busy:
            process.set("isExecutable", "true")
            report.harmless(
                "not-executable", process, "The process was not marked as executable; it is treated as if it were."
            )
