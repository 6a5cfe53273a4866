"""A parallel join waits only for what will arrive."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called
from engine.definitions.joins import joins

SEVERITY = MUST_FIX
READS = "file"

_ONE_WAY = frozenset({"exclusiveGateway", "eventBasedGateway"})


def check(model: Model) -> Iterator[Finding]:
    """A finding per parallel join whose ways part at a choice, so that only one of them is ever taken."""
    for join, split in joins(model):
        if join.kind == "parallelGateway" and split is not None and split.kind in _ONE_WAY:
            yield about(
                join,
                f"{called(join)} waits for all its ways, but {called(split)} lets only one of them be taken: "
                "the case would wait for ever. Join with an exclusive gateway.",
            )
