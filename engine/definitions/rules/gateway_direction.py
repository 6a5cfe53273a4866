"""A gateway does what its stated direction says."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import Source
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.references import misdirected_gateways

SEVERITY = WARNING
READS = "xml"


def check(source: Source) -> Iterator[Finding]:
    """A finding per gateway whose stated direction does not fit its ways in and out."""
    for gateway, direction in misdirected_gateways(source):
        yield about(
            gateway, f"{called(gateway)} is said to be {direction}, but its flows are not. Draw the missing flow."
        )
