"""Every shape of the drawing belongs to something in the model."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import Source
from engine.definitions.finding import INFO, Finding, about, called
from engine.definitions.references import stray_shapes

SEVERITY = INFO
READS = "xml"


def check(source: Source) -> Iterator[Finding]:
    """A finding per shape or line of the drawing for something that is not in the model."""
    for shape in stray_shapes(source):
        yield about(shape, f"The drawing shows {called(shape)}, which is not in the model. It is not shown here.")
