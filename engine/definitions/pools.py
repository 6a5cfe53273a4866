"""The pools of one file: each executable process of it that has steps becomes a process of its own, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.bpmn import describe
from engine.bpmn.model import STEP_KINDS, Model, Process
from engine.definitions.report import Examined, with_findings
from engine.definitions.step import linked_forms, read_start_fields, read_steps
from engine.definitions.upload import Upload, digest_of_forms, name_of_process


def other_pools(examined: Examined, main: Process) -> tuple[Process, ...]:
    """The processes of a file that run beside the main one: marked as executable, with steps, not called by another."""
    return tuple(process for process in executable_pools(describe(examined.original)) if process.id != main.id)


def executable_pools(drawn: Model) -> tuple[Process, ...]:
    """The processes of a file, as it was drawn, that each run: executable, with steps, not called by another."""
    called = {element.details.get("called", "") for element in drawn.elements.values()}
    busy = {element.process for element in drawn.elements.values() if element.kind in STEP_KINDS} - called
    return tuple(process for process in drawn.processes if process.executable and process.id in busy)


def as_pool(upload: Upload, process: Process, forms: Mapping[str, bytes]) -> Upload:
    """The upload as that of another process of its file."""
    model = upload.examined.model
    steps, findings = read_steps(model, process, forms)
    start_fields, more = read_start_fields(model, process, forms)
    linked = linked_forms(model, process, forms)
    return replace(
        upload,
        main=process,
        name=name_of_process(upload.examined, process),
        steps=steps,
        start_fields=start_fields,
        forms=linked,
        forms_digest=digest_of_forms(linked),
        report=with_findings(upload.report, (*findings, *more)),
    )
