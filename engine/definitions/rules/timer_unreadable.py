"""A timer's time can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called
from engine.definitions.names import feel_problem

SEVERITY = MUST_FIX
READS = "file"

_DURATION = re.compile(r"-?P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?(@[\w/]+)?)?", re.ASCII)
_ISO = re.compile(r"-?P[\dT]|R\d*/|\d{4}-\d\d", re.ASCII)


def check(model: Model) -> Iterator[Finding]:
    """A finding per timer whose time is neither ISO 8601 nor FEEL (other tools' languages are translated instead)."""
    for element in model.elements.values():
        text = element.details.get("timer", "")
        if text and not _readable(text):
            yield about(
                element,
                f"The time of {called(element)} cannot be read: {text[:60]}. "
                "Write a duration such as P5D or PT2H, a date such as 2027-03-31, or FEEL.",
            )


def _readable(text: str) -> bool:
    if _ISO.match(text):
        parts = text.split("/")
        repeated = parts[1:] if text.startswith("R") else parts
        return 0 < len(repeated) <= 2 and all(_DURATION.fullmatch(part) or _DATE.fullmatch(part) for part in repeated)
    return not feel_problem(text)
