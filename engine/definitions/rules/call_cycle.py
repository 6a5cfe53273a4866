"""No process calls itself."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called
from engine.definitions.graph import circles

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per call activity that leads back to its own process."""
    calls = [element for element in model.elements.values() if element.details.get("called")]
    after: dict[str, list[str]] = {process.id: [] for process in model.processes}
    for call in calls:
        after.setdefault(call.process, []).append(call.details["called"])
        after.setdefault(call.details["called"], [])
    group = circles(after)
    for call in calls:
        if group[call.process] == group[call.details["called"]]:
            yield about(call, f"{called(call)} leads back to its own process, without end. Draw a loop instead.")
