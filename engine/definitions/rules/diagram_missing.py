"""A file says where its shapes are drawn."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import INFO, Finding, about

SEVERITY = INFO
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """One finding when no shape is drawn."""
    if model.processes and not model.has_diagram:
        yield about(
            model.processes[0],
            "The file has no drawing, only the model. Its steps are shown as a table. "
            "Export it with its diagram to see one.",
        )
