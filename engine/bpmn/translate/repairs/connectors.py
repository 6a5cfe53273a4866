"""Connectors of other tools that call over HTTP: read as calls of this program, and told of."""

from __future__ import annotations

from engine.bpmn import jobs
from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Tree
from engine.bpmn.words import spoken

ORDER = 29


def apply(tree: Tree, report: Report) -> None:
    """Say of each what it is given here; one that cannot be read so becomes a step that a person does, as any other."""
    for node in tree.nodes(*jobs.ASKING):
        job = jobs.job_of(node)[0]
        if job is not None and job.drawn_as:
            given = "; ".join(f"{name}: {spoken(text)[:80]}" for name, text in job.inputs)
            report.harmless("connector-read", node, f"Drawn as {job.drawn_as}, it is a call of this program: {given}.")
