"""A file says which of its processes are run."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import STEP_KINDS, Model
from engine.definitions.finding import INFO, MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per further process with steps that no call activity of the file calls."""
    called_here = {element.details.get("called", "") for element in model.elements.values()}
    busy = {element.process for element in model.elements.values() if element.kind in STEP_KINDS} - called_here
    with_steps = [process for process in model.processes if process.id in busy]
    run = [process for process in with_steps if process.executable]
    main = next(iter(run or with_steps), None)
    for process in with_steps:
        if process is main or main is None:
            continue
        if process.executable:
            message = f"{called(process)} becomes a process of its own beside {called(main)}. Messages go between them."
            yield about(process, message, severity=INFO)
        else:
            message = (
                f"Only the process {called(main)} of this file is run, not {called(process)}. "
                "Mark it as executable too, or upload it in a file of its own."
            )
            yield about(process, message, severity=INFO if run else MUST_FIX)
