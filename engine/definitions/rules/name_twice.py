"""Two steps of a process have different names."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import STEP_KINDS, Element, Model
from engine.definitions.finding import WARNING, Finding, about, called

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per step whose name an earlier step of the process has."""
    seen: dict[tuple[str, str], Element] = {}
    for element in model.elements.values():
        words = " ".join(element.name.lower().split())
        if element.kind in STEP_KINDS and words:
            first = seen.setdefault((element.process, words), element)
            if first is not element:
                yield about(
                    element,
                    f"Another step ({first.id}, line {first.line}) is called {called(element)} too. "
                    "Give each a name of its own.",
                )
