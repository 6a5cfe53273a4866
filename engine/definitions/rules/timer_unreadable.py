"""A timer's time can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from engine.bpmn.cron import is_cron
from engine.bpmn.due import is_working_time
from engine.bpmn.model import Model
from engine.bpmn.start_times import start_time_problem
from engine.bpmn.support import timer_problem
from engine.definitions.finding import MUST_FIX, WARNING, Finding, about, called
from engine.definitions.names import feel_problem

SEVERITY = MUST_FIX
READS = "file"

_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)

_DURATION = re.compile(r"-?P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?(@[\w/]+)?)?", re.ASCII)
_ISO = re.compile(r"-?P[\dT]|R\d*/|\d{4}-\d\d", re.ASCII)


def check(model: Model) -> Iterator[Finding]:
    """A finding per timer whose time is none that is known (FEEL of other tools is translated instead)."""
    for element in model.elements.values():
        text = element.details.get("timer", "")
        starts = element.kind == "startEvent" and element.parent == element.process
        if text and starts and (problem := start_time_problem(text, element.details.get("timer_kind", ""), _SOME_DAY)):
            message = f"The time of {called(element)} starts no case: {problem}. A person or a contact still can."
            yield about(element, message, severity=WARNING)
            continue
        if text and not _readable(text, element.details.get("timer_kind", "duration")):
            yield about(
                element,
                f"The time of {called(element)} cannot be read: {text[:60]}. "
                "Write a duration such as P5D or PT2H, a date such as 2027-03-31, working time such as 5 working days, "
                "a cron such as 0 9 * * 1-5, or FEEL.",
            )


def _readable(text: str, kind: str) -> bool:
    if is_cron(text) or is_working_time(text):
        return not timer_problem(text, kind)
    if _ISO.match(text):
        parts = text.split("/")
        repeated = parts[1:] if text.startswith("R") else parts
        return 0 < len(repeated) <= 2 and all(_DURATION.fullmatch(part) or _DATE.fullmatch(part) for part in repeated)
    return not feel_problem(text)
