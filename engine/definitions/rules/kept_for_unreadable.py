"""How long a thrown message is kept can be read."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import NotATime, kept_for
from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, WARNING, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per `bpr:keptFor` that is no such time, or that stands where no message is thrown."""
    for element in model.elements.values():
        text = element.details.get("kept_for", "")
        if text and not element.details.get("message"):
            message = f"{called(element)} says how long a message is kept, but throws none. Leave bpr:keptFor out."
            yield about(element, message, severity=WARNING)
        elif text and (problem := _problem(text)):
            message = f"How long the message of {called(element)} is kept cannot be used: {problem}."
            yield about(element, f"{message} Write a duration of at most 90 days, such as PT48H or P30D.")


def _problem(text: str) -> str:
    try:
        kept_for(text)
    except NotATime as problem:
        return str(problem)
    return ""
