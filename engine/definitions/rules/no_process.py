"""A file holds at least one process."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import ERROR, Finding

SEVERITY = ERROR


def check(model: Model) -> Iterator[Finding]:
    """One finding when there is no process."""
    if not model.processes:
        message = "The file holds no process. Draw the process of the pool, and save the file again."
        yield Finding("", "", "", "", 0, message)
