"""Every element can be run here."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"

_KINDS = {
    "complexGateway": ("a complex gateway", "Draw exclusive and parallel gateways instead."),
    "adHocSubProcess": ("an ad hoc subprocess", "Draw the order of its steps, or a parallel gateway."),
    "transaction": ("a transaction", "Draw a subprocess, and the steps that undo the work."),
}


def check(model: Model) -> Iterator[Finding]:
    """A finding per element of a kind that is not run here."""
    for element in model.elements.values():
        if element.kind in _KINDS:
            what, instead = _KINDS[element.kind]
            yield about(element, f"{called(element)} is {what}, which is not run here. {instead}")
        elif element.event in ("compensate", "cancel") or element.details.get("compensation"):
            message = (
                f"{called(element)} undoes work automatically, which is not run here. Draw the steps that undo it."
            )
            yield about(element, message)
