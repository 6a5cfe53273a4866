"""A call activity calls a process of its file, or one that the council has."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Element
from engine.definitions.calling import Calling
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "calls"


def check(calling: Calling) -> Iterator[Finding]:
    """A finding per call activity whose process is neither in the file nor known, or that cannot be read."""
    known = {process.id for process in calling.model.processes}
    for element in calling.model.elements.values():
        if element.kind == "callActivity" and element.details.get("called", "") not in known:
            problem = _problem(element, calling)
            if problem:
                yield about(element, f"{called(element)} {problem}")


def _problem(call: Element, calling: Calling) -> str:
    draw = "Name one, put the process in the file, or draw its steps in a subprocess."
    if call.job is None and not call.details.get("called"):
        return f"does not say which process it calls. {draw}"
    if call.job is None:
        return f"cannot call a process as it says. {call.details.get('job_problem', '')} {draw}"
    key = call.job.topic
    if key in calling.council.calls:
        return ""
    missing = f"calls {key}, which is not in this file, and no process with that key is here yet."
    return f"{missing} Upload it, then this call runs it; or put it in the file, or draw its steps in a subprocess."
