"""Why a case is stuck, in plain words: at which step, what failed, and whether its cause may be mended by now."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from engine import definitions
from engine.definitions import DecisionRow
from engine.store import Work
from web.wording import day, sentence_case

_DECISION = re.compile(
    r"^(?:The decision (?P<failed>\S+) gave no result: |No decision '(?P<missing>[^']+)' is in force)"
)
_WHY = {
    "the table is UNIQUE": "Two rules of the decision “{}” fit, but only one may.",
    "the table is ANY": "Rules of the decision “{}” fit that have different results.",
    "has a value that the table does not allow": "The decision “{}” was given a value that it does not allow.",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """What failed: at which element of which version, why in the engine's own words, and when."""

    version_id: int
    element: str
    cause: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Explained:
    """A failure for people. `at` names its step, `why` is a sentence or more; `newer` is a sentence when a version of
    the decision came into force since, else empty. `technical` is what an analyst needs to find the place.
    """

    at: str
    why: str
    newer: str
    technical: str


def explain(work: Work, failures: Collection[Failure]) -> list[Explained]:
    """The failures in their order; a statement for each version and each decision among them."""
    versions = {one.version_id for one in failures}
    steps = {number: {step.element: step.name for step in definitions.steps(work, number)} for number in versions}
    keys = {key for one in failures if (key := _decision_of(one))}
    decisions = {key: definitions.decision_rows(work, decision_key=key) for key in keys}
    return [_explained(one, steps[one.version_id], decisions.get(_decision_of(one), []), work.now) for one in failures]


def _decision_of(failure: Failure) -> str:
    found = _DECISION.match(failure.cause)
    return (found["failed"] or found["missing"]) if found else ""


def _explained(failure: Failure, steps: Mapping[str, str], rows: list[DecisionRow], now: datetime) -> Explained:
    key = _decision_of(failure)
    why = _why(failure.cause, sentence_case(rows[0].name if rows else key)) if key else failure.cause
    technical = f"{failure.element}: {failure.cause}" if failure.element else failure.cause
    return Explained(steps.get(failure.element) or failure.element, why, _newer(failure, rows, now.date()), technical)


def _why(cause: str, name: str) -> str:
    if cause.startswith("No decision"):
        return f"No version of the decision “{name}” was in force."
    return next(
        (words.format(name) for sign, words in _WHY.items() if sign in cause), f"The decision “{name}” gave no result."
    )


def _newer(failure: Failure, rows: list[DecisionRow], today: date) -> str:
    """Whether the decision that is in force now came into force after the failure."""
    in_force = [row for row in rows if row.approved_at and row.valid_from <= today]
    if not in_force:
        return ""
    latest = max(in_force, key=lambda row: (row.valid_from, row.number))
    approved = latest.approved_at or failure.at
    if approved <= failure.at and latest.valid_from <= failure.at.date():
        return ""
    since = max(latest.valid_from, approved.date())
    return f"Version {latest.number} of it has been in force since {day(since)}: try again."
