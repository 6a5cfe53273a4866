"""Every element can be run here."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per element of a kind that is not run here."""
    for element in model.elements.values():
        if element.kind == "complexGateway":
            what = f"{called(element)} is a complex gateway, which is not run here."
            yield about(element, f"{what} Draw exclusive and parallel gateways instead.")
