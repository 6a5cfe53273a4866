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
    with_steps = [
        process
        for process in model.processes
        if process.id not in called_here and any(node.kind in STEP_KINDS for node in model.of_process(process.id))
    ]
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
