"""Every reference leads to something of the right kind in the file."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import Source
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.references import broken_references

SEVERITY = WARNING
READS = "xml"


def check(source: Source) -> Iterator[Finding]:
    """A finding per reference to an id that is not in the file, or that belongs to something of another kind."""
    for reference in broken_references(source):
        message = (
            f"{called(reference.holder)} refers to {reference.target} as its {reference.name}, "
            f"{reference.problem}. Choose it again in your modelling tool."
        )
        yield about(reference.holder, message)
