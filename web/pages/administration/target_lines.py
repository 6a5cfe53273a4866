"""Goals of a target as lines of text: as a form shows them, and read back."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.sla import Goal
from web.forms import lines_of

_GOAL = re.compile(
    r"(?:(?P<name>[A-Za-z][^:]{0,59}):\s*)?(?P<target>\S.*?)(?:\s+on\s+(?P<calendar>[a-z0-9-]+))?(?:\s+when\s+(?P<when>\S.*))?"
)


def write_goals(goals: Iterable[Goal]) -> str:
    """The goals, a line each: `P1: 1 working day on contact-centre when harm = 3`."""
    return "\n".join(
        f"{goal.name + ': ' if goal.name else ''}{goal.target}"
        f"{' on ' + goal.calendar if goal.calendar else ''}{' when ' + goal.when if goal.when else ''}"
        for goal in goals
    )


def read_goals(text: str) -> tuple[Goal, ...]:
    """The goals that such lines state; whether they make sense is checked where they are kept."""
    found = (_GOAL.fullmatch(line) for line in lines_of(text))
    return tuple(
        Goal(one["target"], one["name"] or "", one["when"] or "", one["calendar"] or "") for one in found if one
    )
