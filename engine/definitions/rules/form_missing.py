"""A user task has a form."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import INFO, Finding, about, called

SEVERITY = INFO
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per user task without a form."""
    for element in model.elements.values():
        form = element.form or element.details.get("form_key") or element.details.get("form_ref")
        if element.kind == "userTask" and not form:
            yield about(element, f"{called(element)} asks for no answers. Add form fields if later steps need any.")
