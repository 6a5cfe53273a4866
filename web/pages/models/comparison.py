"""What two versions of a process differ in, step by step: old beside new, in the words of the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine import definitions, people
from engine.definitions import Step, StepChanges, VersionRow
from engine.forms import Field
from engine.people import Team, lane_work
from engine.store import Work

PERSON = "Person"
KINDS = {
    "userTask": PERSON,
    "task": PERSON,
    "manualTask": PERSON,
    "serviceTask": "System",
    "scriptTask": "Calculation",
    "businessRuleTask": "Rule",
    "sendTask": "Message out",
    "receiveTask": "Message in",
    "callActivity": "Another process",
}
_TYPES = {"yes_no": "yes or no", "choices": "several choices", "uprn": "UPRN", "usrn": "USRN"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing about a step that differs: what it is, and how it was and is. Empty is told as a dash."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedStep:
    """A kept step that differs, with its name in the newer version."""

    key: str
    name: str
    differences: tuple[Difference, ...]


def compared(work: Work, before: VersionRow, after: VersionRow) -> dict[str, Any]:
    """What the page that compares two versions is given, and the page of a version that waits for approval."""
    changes = definitions.compare_versions(work, before.id, after.id)
    asked = (definitions.running_version(work, one.id).start_fields for one in (before, after))
    return {
        "version": after,
        "before": before,
        "changes": changes,
        "changed": changed_steps(changes, people.teams(work), after.service_id),
        "at_start": tuple(_questions(*asked)),
        "findings": definitions.compare_findings(before, after),
        "ways": definitions.compare_ways(work, before.id, after.id),
    }


def changed_steps(changes: StepChanges, teams: Sequence[Team], service_id: int) -> list[ChangedStep]:
    """The kept steps that are not as they were, each with what differs. Teams are those of today for both."""
    found = (
        ChangedStep(
            one.after.step_key,
            one.after.name or one.after.element,
            tuple(_differences(one.before, one.after, teams, service_id)),
        )
        for one in changes.changed
    )
    return [one for one in found if one.differences]


def done_by(step: Step, teams: Sequence[Team], service_id: int) -> tuple[str, str]:
    """The office and the team that get a step as its lane says; both empty for what no person does."""
    if KINDS.get(step.kind, PERSON) != PERSON:
        return "", ""
    work = lane_work(teams, step.lane, service_id)
    return work.office, ", ".join(work.teams) or "nobody"


def _differences(before: Step, after: Step, teams: Sequence[Team], service_id: int) -> Iterator[Difference]:
    was, now = (done_by(step, teams, service_id) for step in (before, after))
    pairs = (
        ("Name", before.name, after.name),
        ("Done by", KINDS.get(before.kind, PERSON), KINDS.get(after.kind, PERSON)),
        ("Lane", before.lane, after.lane),
        ("Office, by its lane", was[0], now[0]),
        ("Team, by its lane", was[1], now[1]),
        ("Guidance in the model", before.documentation, after.documentation),
    )
    yield from (Difference(what, old, new) for what, old, new in pairs if old != new)
    yield from _questions(before.fields, after.fields)


def _questions(before: Sequence[Field], after: Sequence[Field]) -> Iterator[Difference]:
    """The questions that are new, gone or asked otherwise, known again by their keys."""
    old, new = {field.key: field for field in before}, {field.key: field for field in after}
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        if was != now:
            shown = now or was
            what = f"Question “{(shown.label or key) if shown else key}”"
            yield Difference(what, _field_words(was), _field_words(now))


def _field_words(field: Field | None) -> str:
    """All that decides how a question is asked, in one line."""
    if field is None:
        return "not asked"
    limits = (("at least", field.minimum), ("at most", field.maximum))
    parts = [
        f"“{field.label or field.key}”",
        _TYPES.get(field.type, field.type.replace("_", " ")),
        "only shown" if field.read_only else "must be answered" if field.required else "may be left empty",
        field.choices and "answers: " + ", ".join(choice.label for choice in field.choices),
        *(f"{words} {number}" for words, number in limits if number is not None),
        field.pattern and f"written like {field.pattern}",
        field.shown_if and f"asked if {field.shown_if}",
        field.hint and f"hint: {field.hint}",
        field.default and f"begins with {field.default}",
        field.sensitivity != "ordinary" and field.sensitivity,
    ]
    return "; ".join(str(part) for part in parts if part)
