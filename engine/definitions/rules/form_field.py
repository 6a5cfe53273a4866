"""Every field of a form can be asked."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called
from engine.errors import Refused
from engine.forms import fields_from_form_data

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per field drawn in the model that cannot be understood."""
    for element in model.elements.values():
        if not element.form:
            continue
        try:
            fields_from_form_data(element.form)
        except Refused as refusal:
            for problem in refusal.problems:
                yield about(element, f"In the form of {called(element)}: {problem.message}")
