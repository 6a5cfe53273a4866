"""Why the decisions of a case came out so, for each entry of its timeline that records one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from api.auth import actor
from api.work import work
from engine import cases, definitions
from engine.audit import AuditRow
from engine.cases import GivenAnswers
from engine.definitions import Reasons, RunningVersion


def decided(case_id: int, entries: Sequence[AuditRow]) -> dict[int, dict[str, object]]:
    """Why, by the id of the entry; see `definitions.reasons` for what is not told."""
    made = {entry.id: entry for entry in entries if entry.action == definitions.MADE}
    if not made:
        return {}
    version = definitions.running_version(work(), cases.case(work(), case_id, by=actor()).version_id)
    found = definitions.reasons(work(), made.values(), version)
    given = cases.answers(work(), case_id, by=actor())
    return {key: _shown(why, version, _answered(given, made[key].happened_at)) for key, why in found.items()}


def _answered(given: Sequence[GivenAnswers], until: datetime) -> Mapping[str, object]:
    """The answers that stood at a moment; the last one where a question was answered more than once."""
    return {key: value for one in given if one.given_at <= until for key, value in one.answers.items()}


def _shown(why: Reasons, version: RunningVersion, answers: Mapping[str, object]) -> dict[str, object]:
    rules = [
        {name: getattr(rule, name) for name in ("table", "index", "note", "outputs", "sentence")} for rule in why.rules
    ]
    return {
        "decision": why.decision,
        "version_id": why.row.version_id,
        "version": why.row.number,
        "imported": [
            {"key": row.key, "name": row.name, "version_id": row.version_id, "version": row.number}
            for row in why.imported
        ],
        "rules": rules,
        "inputs": why.inputs(version, answers),
        "why": why.sentences,
    }
