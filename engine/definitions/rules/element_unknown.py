"""Every element of a process is one that BPMN knows."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import Source
from engine.definitions.finding import MUST_FIX, Finding, about, called
from engine.definitions.references import unknown_elements

SEVERITY = MUST_FIX
READS = "xml"


def check(source: Source) -> Iterator[Finding]:
    """A finding per element with an id whose tag is none of BPMN's."""
    for place, kind in unknown_elements(source):
        yield about(
            place,
            f"{called(place)} is a “{kind}”, which BPMN does not know, so it is left out. "
            "Draw it again as a task, event or gateway.",
        )
