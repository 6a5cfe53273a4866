"""A script is FEEL."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"

_FEEL = frozenset({"feel", "application/feel", "text/feel", "application/x-feel"})


def check(model: Model) -> Iterator[Finding]:
    """A finding per script step without a script, or with one in another language."""
    for element in model.elements.values():
        if element.kind != "scriptTask":
            continue
        language = element.details.get("script_format", "").lower()
        if not element.details.get("script"):
            yield about(
                element, f"The script step {called(element)} has no script. Write one in FEEL, or make it a task."
            )
        elif language not in _FEEL:
            yield about(
                element,
                f"The script of {called(element)} is written in {language or 'an unnamed language'}, which is "
                "never run. Write it in FEEL, and set its format to feel.",
            )
