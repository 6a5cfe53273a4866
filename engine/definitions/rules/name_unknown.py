"""A condition speaks of answers that some step gives."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.names import known_names, unknown_names

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per condition with a name that no form, script, rule or item of the model gives."""
    known = known_names(model)
    if known is None:
        return
    for flow in model.flows.values():
        missing = unknown_names(flow.condition, known)
        if missing:
            names = ", ".join(f"“{name}”" for name in sorted(missing))
            yield about(
                flow, f"Nothing gives {names}, which the condition of {called(flow)} asks for. Check the spelling."
            )
