"""The steps of a model, with their forms: what marks, transfers and tasks hang on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engine.bpmn.model import STEP_KINDS, Element, Model, Process
from engine.definitions.finding import MUST_FIX, Finding
from engine.definitions.graph import reachable
from engine.errors import Refused
from engine.forms import Field, fields_from_form_data, fields_from_form_json

LARGEST_FORM = 1_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """A task that a person, a rule or a system does. `step_key` is what it is across versions."""

    element: str
    step_key: str
    name: str
    kind: str
    lane: str = ""
    documentation: str = ""
    fields: tuple[Field, ...] = ()

    def with_key(self, step_key: str) -> Step:
        """The same step under its key."""
        return replace(self, step_key=step_key)


def main_process(model: Model) -> Process | None:
    """The process of the file that is run: the first executable one that has a step, else the first with a step."""
    busy = {element.process for element in model.elements.values() if element.kind in STEP_KINDS}
    with_steps = [process for process in model.processes if process.id in busy]
    executable = [process for process in with_steps if process.executable]
    return next(iter(executable or with_steps), None)


def step_elements(model: Model, process: str) -> tuple[Element, ...]:
    """The elements that are steps of one process: its subprocesses included, and the processes of the file it calls."""
    run = called_processes(model, process)
    return tuple(
        element for element in model.elements.values() if element.process in run and element.kind in STEP_KINDS
    )


def called_processes(model: Model, process: str) -> frozenset[str]:
    """The process and all processes of the same file that it calls, directly or not."""
    known = {entry.id for entry in model.processes}
    calls: dict[str, list[str]] = {}
    for element in model.elements.values():
        called = element.details.get("called", "")
        if called in known:
            calls.setdefault(element.process, []).append(called)
    return frozenset(reachable(calls, [process]))


def read_steps(
    model: Model, process: Process, forms: Mapping[str, bytes]
) -> tuple[tuple[Step, ...], tuple[Finding, ...]]:
    """The steps of the process with their fields, and what is wrong with their forms.

    `forms` are linked form files by id (or by file name). A step whose form cannot be read has no fields.
    """
    by_name = _forms_by_name(forms)
    steps: list[Step] = []
    findings: list[Finding] = []
    for element in step_elements(model, process.id):
        fields = _fields_or_findings(element, by_name, findings)
        steps.append(
            Step(
                element=element.id,
                step_key=element.id,
                name=" ".join(element.name.split()),
                kind=element.kind,
                lane=element.lane,
                documentation=element.documentation,
                fields=fields,
            )
        )
    return tuple(steps), tuple(findings)


def read_start_fields(
    model: Model, process: Process, forms: Mapping[str, bytes]
) -> tuple[tuple[Field, ...], tuple[Finding, ...]]:
    """The fields asked when a case starts: those of the process's start event, the plain one before others."""
    starts = [node for node in model.of_process(process.id) if node.kind == "startEvent" and node.parent == process.id]
    findings: list[Finding] = []
    for start in sorted(starts, key=lambda start: bool(start.event)):
        if start.form or _reference(start):
            return _fields_or_findings(start, _forms_by_name(forms), findings), tuple(findings)
    return (), ()


def linked_forms(model: Model, process: Process, forms: Mapping[str, bytes]) -> dict[str, bytes]:
    """Those of `forms` that a step of the process refers to, by the reference."""
    by_name = _forms_by_name(forms)
    starts = [element for element in model.of_process(process.id) if element.kind == "startEvent"]
    references = {_reference(element) for element in (*starts, *step_elements(model, process.id))}
    return {reference: by_name[reference] for reference in sorted(references) if reference in by_name}


def _reference(element: Element) -> str:
    """What the step calls its form: `form_ref`, or a `form_key` less the words that modelling tools put before it."""
    key = element.details.get("form_ref") or element.details.get("form_key", "")
    return key.rsplit("/", 1)[-1].rsplit(":", 1)[-1].removesuffix(".form")


def _fields_or_findings(element: Element, forms: Mapping[str, bytes], findings: list[Finding]) -> tuple[Field, ...]:
    try:
        return _fields(element, forms)
    except Refused as refusal:
        findings.extend(_form_findings(element, refusal))
        return ()


def _fields(element: Element, forms: Mapping[str, bytes]) -> tuple[Field, ...]:
    if element.form:
        return fields_from_form_data(element.form)
    reference = _reference(element)
    if not reference:
        return ()
    if reference not in forms:
        raise Refused(
            f"The form {reference!r} was not uploaded with the model. Upload it too, or draw the fields here."
        )
    return fields_from_form_json(_document(forms[reference], reference))


def _document(data: bytes, name: str) -> Mapping[str, object]:
    document = _parsed(data)
    if not isinstance(document, dict):
        raise Refused(f"The form {name!r} is not a form of at most 1 MB. Export it from the form editor again.")
    return document


def _parsed(data: bytes) -> object:
    """The JSON of a form file; None for anything else, or for more than a form can be."""
    try:
        return json.loads(data) if len(data) <= LARGEST_FORM else None
    except (ValueError, RecursionError):
        return None


def _forms_by_name(forms: Mapping[str, bytes]) -> dict[str, bytes]:
    named: dict[str, bytes] = {}
    for name, data in forms.items():
        named[name.rsplit("/", 1)[-1].removesuffix(".form")] = data
        document = _parsed(data)
        identity = document.get("id") if isinstance(document, dict) else None
        if isinstance(identity, str):
            named[identity] = data
    return named


def _form_findings(element: Element, refusal: Refused) -> Iterator[Finding]:
    messages = [problem.message for problem in refusal.problems] or [refusal.message]
    for message in messages:
        yield Finding("form-unreadable", MUST_FIX, element.id, element.name, element.line, message)
