"""A ladder of escalation in words, and when its rungs would come for work that begins now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from engine.errors import EngineError
from engine.sla import Calendar, Course, Rung, comes_at, due_at, parse_target

ROLES = {"owner": "the owner", "team_leader": "the team leader", "head_of_service": "the head of service"}
EXAMPLES = ("8 working hours", "10 working days")
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Example:
    """A target that begins now: when each rung would come, and when it is due, in the order of time (None: never)."""

    target: str
    comes: Sequence[tuple[str, datetime | None]]


def rung_words(rung: Rung) -> str:
    """A rung as a clause: at 75% of the time: the owner, by e-mail as well."""
    when = {
        "share": f"at {rung.share}% of the time",
        "left": f"with {rung.amount} left",
        "breach": "as soon as it is overdue",
        "after": f"{rung.amount} after it was due",
    }[rung.when]
    later = " (in opening hours)" if rung.in_hours else ""
    mail = ", by e-mail as well" if rung.email else ""
    return f"{when}{later}: {ROLES[rung.who]}{mail}"


def ladder_words(rungs: Sequence[Rung]) -> str:
    """The whole ladder in a sentence."""
    if not rungs:
        return "Nobody is told."
    words = "; ".join(rung_words(rung) for rung in rungs)
    return f"{words[0].upper()}{words[1:]}."


def examples(rungs: Sequence[Rung], calendar: Calendar, now: datetime) -> list[Example]:
    """When the rungs would come for work of some targets that begins now; none where the calendar never opens."""
    try:
        return [_example(target, rungs, calendar, now) for target in EXAMPLES]
    except EngineError:
        return []


def _example(text: str, rungs: Sequence[Rung], calendar: Calendar, now: datetime) -> Example:
    target = parse_target(text)
    due = due_at(calendar, now, target).astimezone(UTC)
    course = Course(calendar, target, now, due)
    comes = [("it is due", due), *((rung_words(rung), comes_at(rung, course)) for rung in rungs)]
    return Example(text, sorted(comes, key=lambda one: one[1] or _NEVER))
