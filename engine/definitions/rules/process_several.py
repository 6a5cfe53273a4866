"""A file holds one process to be run."""

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
    if len(with_steps) < 2:
        return
    main = (run or with_steps)[0]
    for process in with_steps:
        if process is not main:
            yield about(
                process,
                f"Only the process {called(main)} of this file is run, not {called(process)}. "
                "Upload it in a file of its own.",
                severity=INFO if len(run) == 1 else MUST_FIX,
            )
