"""A step is in one lane."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import Source
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.references import in_two_lanes

SEVERITY = WARNING
READS = "xml"


def check(source: Source) -> Iterator[Finding]:
    """A finding per lane with an element that another lane beside it has too."""
    for lane, element in in_two_lanes(source):
        message = f"The lane {called(lane)} has {element}, which is in another lane too. Leave it in one of them."
        yield about(lane, message)
