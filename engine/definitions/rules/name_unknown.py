"""A condition or priority speaks of answers that some step gives."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import WARNING, Finding, Thing, about, called
from engine.definitions.names import known_names, unknown_names

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per condition or priority with a name that no form, script, rule or item of the model gives."""
    known = known_names(model)
    if known is None:
        return
    asked: list[tuple[Thing, str, str]] = [(flow, "condition", flow.condition) for flow in model.flows.values()]
    asked += [(one, "priority", one.details.get("priority", "")) for one in model.elements.values()]
    for thing, what, expression in asked:
        missing = unknown_names(expression, known)
        if missing:
            names = ", ".join(f"“{name}”" for name in sorted(missing))
            message = f"Nothing gives {names}, which the {what} of {called(thing)} asks for. Check the spelling."
            yield about(thing, message)
