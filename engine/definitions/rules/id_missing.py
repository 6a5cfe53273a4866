"""Every element and flow has an id."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import Source
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.references import without_id

SEVERITY = WARNING
READS = "xml"


def check(source: Source) -> Iterator[Finding]:
    """A finding per process, element or flow without an id."""
    for thing in without_id(source):
        yield about(thing, f"{called(thing)} (line {thing.line}) has no id. It is given one; save the file with ids.")
