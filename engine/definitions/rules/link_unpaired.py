"""A link that is thrown is caught once, in the same process."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per link event without its partner."""
    links = [element for element in model.elements.values() if element.event == "link"]
    ends = {(element.kind, element.parent, element.details.get("link")) for element in links}
    for element in links:
        other = "intermediateCatchEvent" if element.kind == "intermediateThrowEvent" else "intermediateThrowEvent"
        if (other, element.parent, element.details.get("link")) not in ends:
            yield about(element, f"The link {called(element)} has no partner. Draw the other end, with the same name.")
