"""What an element says of its flows agrees with the flows."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import Source
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.references import disagreeing_ways

SEVERITY = WARNING
READS = "xml"


def check(source: Source) -> Iterator[Finding]:
    """A finding per element that names a flow as its way in (or out) that leads elsewhere."""
    for element, flow, way in disagreeing_ways(source):
        message = f"{called(element)} names {flow} as a way {way}, but that flow is joined elsewhere. Draw it again."
        yield about(element, message)
