"""Ways that run side by side are joined by a parallel gateway."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.joins import joins

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per exclusive join whose ways part at a parallel gateway, so that what follows is done twice."""
    for join, split in joins(model):
        if join.kind == "exclusiveGateway" and split is not None and split.kind == "parallelGateway":
            yield about(
                join,
                f"{called(join)} lets each way from {called(split)} through, so what follows is done once for each. "
                "Join with a parallel gateway.",
            )
