"""What the page of a version shows: its findings, and its steps with their marks and where their moves stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from engine import definitions, people, transfer
from engine.definitions import Mark, Step, VersionRow
from engine.people import Actor, Team, lane_work
from engine.store import Work
from engine.transfer import Filters
from web.names import Names, names
from web.pages.models.comparison import KINDS, PERSON, compared
from web.pages.models.marks_seen import versions_of

_MOST_STANDINGS = 2_000
_Pair: TypeAlias = tuple[VersionRow, VersionRow]


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step in the table. `stands` pairs a transfer state with the names of the sites where the step stands so.

    `usually` says where it is done at the other sites: by the office and the team of its lane; empty for what no
    person does. `untaken`: no team takes its lane.
    """

    step: Step
    kind: str
    mark: Mark | None
    stands: tuple[tuple[str, str], ...]
    usually: str
    untaken: bool
    findings: int


def readable(work: Work, number: int, *, by: Actor) -> VersionRow:
    """A version that `by` may read. Raises NotFound, NotPermitted."""
    version = definitions.version_by_id(work, number)
    people.require(by, "definition:read", service_id=version.service_id)
    return version


def look_at(work: Work, version: VersionRow) -> dict[str, Any]:
    """Everything that the template of a version is given."""
    line = definitions.versions(work, version.process_id)
    called = names(work, {user for one in line for user in (one.uploaded_by, one.approved_by)})
    marks = definitions.marks_of(work, version.process_id)
    steps = _steps(work, version, marks, called)
    return {
        "version": version,
        "seen": versions_of(marks),
        "sheet_reason": "",
        "called": called,
        "steps": steps,
        "whole": marks.get(version.bpmn_process_id),
        "findings": version.findings,
        "drawn_findings": _drawn(version.findings),
        "markers": _markers(steps),
        "line": _line(line, version),
        "replaces": _replaces(work, line, version),
    }


def _replaces(work: Work, line: Sequence[VersionRow], version: VersionRow) -> dict[str, Any] | None:
    """What an approval would change for cases, beside the version they start on today; None where it changes none."""
    if version.stage != "live" or version.approved_at:
        return None
    today = (one for one in line if one.id < version.id and one.approved_at and one.variant == version.variant)
    found = next(today, None)
    return compared(work, found, version) if found else None


def _line(line: Sequence[VersionRow], shown: VersionRow) -> list[tuple[VersionRow, VersionRow | None, _Pair | None]]:
    """Each version with the one before it, and what to compare with the shown one, unless one follows the other."""
    befores = {one.id: _before(line, one) for one in line}
    following = {(before.id, number) for number, before in befores.items() if before}
    pairs = {one.id: (min(one, shown, key=_id), max(one, shown, key=_id)) for one in line if one.id != shown.id}
    apart = {number: pair for number, pair in pairs.items() if (pair[0].id, pair[1].id) not in following}
    return [(one, befores[one.id], apart.get(one.id)) for one in line]


def _id(version: VersionRow) -> int:
    return version.id


def _before(line: Sequence[VersionRow], version: VersionRow) -> VersionRow | None:
    """The version before, in the same variant; for the first of a variant, the newest of any before it."""
    older = [one for one in line if one.id < version.id]
    return next((one for one in older if one.variant == version.variant), next(iter(older), None))


def _steps(work: Work, version: VersionRow, marks: Mapping[str, Mark], called: Names) -> list[StepLine]:
    stands = _stands(work, version.process_id, called)
    teams = people.teams(work)
    found = Counter(finding["element"] for finding in version.findings)
    return [
        StepLine(
            step,
            KINDS.get(step.kind, PERSON),
            marks.get(step.step_key),
            stands.get(step.step_key, ()),
            *_usually(step, teams, version.service_id),
            found[step.element],
        )
        for step in definitions.steps(work, version.id)
    ]


def _usually(step: Step, teams: Sequence[Team], service_id: int) -> tuple[str, bool]:
    if KINDS.get(step.kind, PERSON) != PERSON:
        return "", False
    found = lane_work(teams, step.lane, service_id)
    return f"{found.office}: {' or '.join(found.teams) or 'no team'}", bool(step.lane) and not found.carried


def _stands(work: Work, process_id: int, called: Names) -> dict[str, tuple[tuple[str, str], ...]]:
    """By step key: each state but the back office, which is where a step is anyway, with its sites."""
    sites: dict[str, dict[str, list[str]]] = {}
    for one in transfer.list_standings(work, Filters(process_ids=[process_id]), limit=_MOST_STANDINGS):
        if one.standing.state != "back_office":
            of_step = sites.setdefault(one.standing.step_key, {})
            of_step.setdefault(one.standing.state, []).append(called.site(one.site_id))
    order = {state: place for place, state in enumerate(transfer.STATES)}
    return {
        key: tuple(
            (state, ", ".join(sorted(at))) for state, at in sorted(found.items(), key=lambda pair: -order[pair[0]])
        )
        for key, found in sites.items()
    }


def _drawn(findings: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The findings as the diagram takes them, each leading to its place in the list."""
    return [
        {
            "element": finding["element"],
            "severity": finding["severity"],
            "label": finding["message"],
            "href": f"#finding-{number}",
        }
        for number, finding in enumerate(findings, start=1)
        if finding["element"]
    ]


def _markers(steps: Sequence[StepLine]) -> list[dict[str, str]]:
    return [
        {"element": line.step.element, "state": "once-and-done" if line.mark.once_and_done else "back-office"}
        for line in steps
        if line.mark and (line.mark.once_and_done or line.mark.must_stay)
    ]
