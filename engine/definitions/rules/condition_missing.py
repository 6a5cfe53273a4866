"""Every way out of a choice has a condition, or is the default."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Element, Model
from engine.definitions.advising import what_to_type
from engine.definitions.finding import MUST_FIX, Finding, about, called
from engine.definitions.graph import CHOICES, outgoing

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per choice with a way out that says neither."""
    for element in model.elements.values():
        flows = outgoing(model, element)
        if element.kind not in CHOICES or len(flows) < 2:
            continue
        bare = [flow for flow in flows if not flow.condition and flow.id != element.default_flow]
        if bare:
            ways = ", ".join(called(model.elements[flow.target]) for flow in bare)
            yield about(
                element,
                f"The choice {called(element)} does not say when to go to {ways}. "
                f"Give each way a condition, and make one the default. {what_to_type(model, bare[0])} "
                f"{_until_then(element, len(bare))}",
            )


def _until_then(choice: Element, bare: int) -> str:
    """What the repair `choices` makes of it."""
    if choice.kind == "exclusiveGateway" and bare == 1 and not choice.default_flow:
        return (
            "Until then, it is taken when no condition holds. Where a condition asks for something that nothing in the "
            "model sets, people choose."
        )
    return "Until then, people choose."
