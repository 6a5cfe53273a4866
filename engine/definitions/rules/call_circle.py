"""No process calls itself through processes of other files."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.calling import Calling, calls_elsewhere
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.graph import circles

SEVERITY = WARNING
READS = "calls"


def check(calling: Calling) -> Iterator[Finding]:
    """A finding per call of a process elsewhere that leads back to the process it stands in."""
    after = {key: list(keys) for key, keys in calling.council.calls.items()}
    own = {process.id for process in calling.model.processes}
    after |= {key: [] for key in own}
    for element in calling.model.elements.values():
        if element.kind == "callActivity" and (target := element.details.get("called", "")):
            after[element.process].append(target)
    for target in {key for keys in after.values() for key in keys}:
        after.setdefault(target, [])
    group = circles(after)
    for call in calls_elsewhere(calling.model):
        if call.job and group[call.process] == group[call.job.topic]:
            yield about(
                call,
                f"{called(call)} calls {call.job.topic}, which leads back to this process. "
                "Make sure that a choice ends it: cases that call each other more than ten levels deep become stuck.",
            )
