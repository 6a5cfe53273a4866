"""A call activity calls a process of the same file."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per call activity whose process is not in the file."""
    known = {process.id for process in model.processes}
    for element in model.elements.values():
        target = element.details.get("called", "")
        if element.kind != "callActivity" or target in known:
            continue
        what = f"calls {target}, which is not in this file" if target else "does not say which process it calls"
        yield about(
            element, f"{called(element)} {what}. Put the process in the file, or draw its steps in a subprocess."
        )
