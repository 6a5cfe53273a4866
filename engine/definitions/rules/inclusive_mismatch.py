"""An inclusive split is joined by an inclusive gateway."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, WARNING, Finding, about, called
from engine.definitions.joins import joins

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per join that does not fit the inclusive gateway its ways part at."""
    for join, split in joins(model):
        if split is None or split.kind != "inclusiveGateway" or join.kind == "inclusiveGateway":
            continue
        if join.kind == "parallelGateway":
            yield about(
                join,
                f"{called(join)} waits for all its ways, but {called(split)} may leave some out: "
                "the case would wait for ever. Join with an inclusive gateway.",
                severity=MUST_FIX,
            )
        elif join.kind == "exclusiveGateway":
            yield about(
                join,
                f"{called(join)} lets each way from {called(split)} through, so what follows may be done "
                "more than once. Join with an inclusive gateway.",
            )
