"""A step that a system does says which one: by a topic, what it is given, and what is kept of its answer."""

from __future__ import annotations

from collections.abc import Iterator

from engine import connectors
from engine.bpmn.jobs import ASKING
from engine.bpmn.model import Element, Job, Model
from engine.definitions.finding import INFO, MUST_FIX, WARNING, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per step that a system does: what will happen, or why a person does it."""
    for element in model.elements.values():
        if element.kind in ASKING and element.job is not None:
            yield _asked(element, element.job)
        elif element.kind == "serviceTask" or (element.kind == "sendTask" and not element.details.get("message")):
            yield about(element, f"{_nobody(element)} A person does it in a walk-through. {_WHAT_TO_DO}")


_WHAT_TO_DO = (
    "Give it the topic that a program fetches (docs/jobs.md), or make it a user task, such as “Record in the revenues "
    "system”."
)


def _nobody(element: Element) -> str:
    problem = element.details.get("job_problem")
    if problem:
        return f"What {called(element)} asks of a system cannot be read: {problem}"
    return f"No system is joined that does {called(element)}."


def _asked(element: Element, job: Job) -> Finding:
    if job.kind == "callable":
        wrong = " ".join(connectors.problems(job))
        said = connectors.says(job.topic) if not wrong else ""
        message = f"{called(element)} is done by this program. {said}"
        return about(element, wrong or message, severity=MUST_FIX if wrong else INFO)
    if job.kind == "http":
        return _call(element, job)
    given = ", ".join(name for name, _ in job.inputs) or "nothing but the reference of the case"
    message = f"{called(element)} waits for the system ‘{job.topic}’: a program fetches it and is given {given}."
    return about(element, message, severity=INFO)


def _call(element: Element, job: Job) -> Finding:
    """A call over HTTP: whether its inputs are those of a call, and whether its host may be called from here."""
    wrong = " ".join(connectors.problems(job))
    if wrong:
        return about(element, wrong)
    host = connectors.drawn_host(job)
    if not host:
        message = f"{called(element)} calls an address that is worked out from the case. Its host has to be allowed."
        return about(element, message, severity=INFO)
    if not connectors.is_allowed(host):
        message = (
            f"{called(element)} calls {host.words}, which is not on the list of hosts that may be called from here: "
            "its cases would be stuck. Ask an administrator to add it to BPR_HTTP_HOSTS."
        )
        # whoever drew it for another program has not drawn it with the list of this one in mind
        return about(element, message, severity=MUST_FIX if job.drawn_as else WARNING)
    return about(element, f"{called(element)} calls {host.words}, which is allowed.", severity=INFO)
