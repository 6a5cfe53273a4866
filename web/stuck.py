"""Why a case is stuck, in plain words: at which step, what failed, and whether its cause may be mended by now."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from engine import definitions
from engine.definitions import DecisionRow, RunningVersion
from engine.store import Work
from web.wording import day, full_stop, sentence_case

_DECISION = re.compile(
    r"^(?:The decision (?P<failed>\S+) gave no result: |No decision '(?P<missing>[^']+)' is in force)"
)
_NO_WAY = re.compile(
    r"^no condition of its outgoing flows holds and it has no default flow \(looked at: (?P<names>.*)\)$"
)
_NAMED = re.compile(r"(?P<name>[^,]+)(?P<missing>, which has no value)?(?:, |$)")
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
    """A failure for people. `at` names its step, choice or event, empty for none; `why` is a sentence or more; `newer`
    is a sentence when a version of the decision came into force since, else empty. `technical` is what an analyst needs
    to find the place.
    """

    at: str
    why: str
    newer: str
    technical: str


def explain(work: Work, failures: Collection[Failure]) -> list[Explained]:
    """The failures in their order; a statement for each version and each decision among them."""
    versions = {number: definitions.running_version(work, number) for number in {one.version_id for one in failures}}
    keys = {key for one in failures if (key := _decision_of(one))}
    decisions = {key: definitions.decision_rows(work, decision_key=key) for key in keys}
    return [
        _explained(one, versions[one.version_id], decisions.get(_decision_of(one), []), work.now) for one in failures
    ]


def _decision_of(failure: Failure) -> str:
    found = _DECISION.match(failure.cause)
    return (found["failed"] or found["missing"]) if found else ""


def _explained(failure: Failure, version: RunningVersion, rows: list[DecisionRow], now: datetime) -> Explained:
    key, at = _decision_of(failure), definitions.element_name(version, failure.element)
    if key:
        why = _why(failure.cause, sentence_case(rows[0].name if rows else key))
    else:
        why = _no_way(failure.cause, version) or full_stop(failure.cause[:1].upper() + failure.cause[1:])
    technical = f"{failure.element}: {failure.cause}" if failure.element else failure.cause
    return Explained(at, why, _newer(failure, rows, now.date()), technical)


def _no_way(cause: str, version: RunningVersion) -> str:
    """What a choice looked at that has no way on for a case; empty when something else failed."""
    found = _NO_WAY.match(cause)
    if found is None:
        return ""
    labels = {field.key: field.label for field in definitions.questions(version)}
    looked_at = [
        f"“{labels.get(one['name'], one['name'])}”" + (", which has no value" if one["missing"] else "")
        for one in _NAMED.finditer(found["names"])
    ]
    went_by = f" It goes by {' and '.join(looked_at)}." if looked_at else ""
    mend = "Change what the case knows, or move it to a version with a way for it."
    return f"The case fits none of the ways on from here.{went_by} {mend}"


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
