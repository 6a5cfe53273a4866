"""A process has one pool."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import WARNING, Finding, about, called

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per pool whose process an earlier pool has."""
    seen: set[str] = set()
    for pool in model.pools:
        if pool.process and pool.process in seen:
            yield about(pool, f"The pool {called(pool)} shows a process that another pool shows too. Keep one of them.")
        seen.add(pool.process)
