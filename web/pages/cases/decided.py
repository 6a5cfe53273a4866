"""What rules decided in a case: by which version of a decision, by which of its rules, and why, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from engine import definitions, people
from engine.audit import AuditRow
from engine.definitions import Reasons, RunningVersion
from engine.people import Actor
from engine.store import Work


@dataclass(frozen=True, slots=True)
class DecidedBy:
    """The version of a decision that decided, and a sentence for each rule, or for each table of which none held.

    `imported` are the versions of other files that it used then, in words.
    `address` leads to the version with the rules that held, if any, marked; empty for who may not read decisions.
    """

    version: int
    has_rules: bool
    why: tuple[str, ...]
    address: str
    imported: tuple[str, ...] = ()


def decided(work: Work, entries: Iterable[AuditRow], version: RunningVersion, *, by: Actor) -> dict[int, DecidedBy]:
    """What was decided, by the id of the entry that records it; see `definitions.reasons` for what is not told."""
    return {entry: _decided(found, by) for entry, found in definitions.reasons(work, entries, version).items()}


def _decided(found: Reasons, by: Actor) -> DecidedBy:
    row = found.row
    query = urlencode([("version", row.number), *(("rule", f"{rule.table}:{rule.index}") for rule in found.rules)])
    readable = people.may(by, "decision:read", service_id=row.service_id)
    address = f"/decisions/{row.version_id}?{query}#{found.decision}" if readable else ""
    imported = tuple(f"version {one.number} of {one.name}" for one in found.imported)
    return DecidedBy(row.number, bool(found.rules), found.sentences, address, imported)
