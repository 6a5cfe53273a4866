"""What two versions differ in beside their steps: what rules find in them, and the ways between elements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import bpmn
from engine.bpmn.model import Flow, Model
from engine.definitions.catalogue import VersionRow, original
from engine.store import Work

Found = Mapping[str, Any]
_KINDS = {
    "exclusiveGateway": "choice",
    "inclusiveGateway": "choice",
    "parallelGateway": "fork",
    "startEvent": "start",
    "endEvent": "end",
}


@dataclass(frozen=True, slots=True)
class FindingChanges:
    """Findings, as `Finding.as_json` gives them: those of the older version alone, of the newer alone, and of both."""

    mended: tuple[Found, ...]
    new: tuple[Found, ...]
    kept: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class WayChange:
    """A way that is new, gone, or taken under another condition. `source` and `target` are names.

    `before` and `after` are the conditions as they are written: empty for none, None where there is no such way.
    """

    source: str
    target: str
    before: str | None
    after: str | None


def compare_findings(before: VersionRow, after: VersionRow) -> FindingChanges:
    """What became of the findings: one is the same when its rule found it at the same element."""
    was, now = ([(one["rule"], one["element"]) for one in version.findings] for version in (before, after))
    return FindingChanges(
        tuple(one for one, key in zip(before.findings, was, strict=True) if key not in now),
        tuple(one for one, key in zip(after.findings, now, strict=True) if key not in was),
        tuple(one for one, key in zip(after.findings, now, strict=True) if key in was),
    )


def compare_ways(work: Work, before_id: int, after_id: int) -> tuple[WayChange, ...]:
    """The ways of the uploaded files that differ, by where they lead from. Raises NotFound."""
    older, newer = (bpmn.describe(bpmn.read(original(work, number))) for number in (before_id, after_id))
    was, now = _ways(older), _ways(newer)
    return tuple(
        WayChange(_name(newer, older, source), _name(newer, older, target), left, came)
        for source, target in dict.fromkeys((*was, *now))
        for left, came in _changed(was.get((source, target), []), now.get((source, target), []))
    )


def _ways(model: Model) -> dict[tuple[str, str], list[str]]:
    """The conditions of the ways between two elements; `otherwise` is the default's."""
    found: dict[tuple[str, str], list[str]] = {}
    for flow in model.flows.values():
        found.setdefault((flow.source, flow.target), []).append(_condition(model, flow))
    return found


def _condition(model: Model, flow: Flow) -> str:
    source = model.elements.get(flow.source)
    return "otherwise" if source and source.default_flow == flow.id else flow.condition


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """The conditions that differ, in pairs; what is left over is gone, or new."""
    gone = [one for one in before if one not in after]
    new = [one for one in after if one not in before]
    for place in range(max(len(gone), len(new))):
        yield gone[place] if place < len(gone) else None, new[place] if place < len(new) else None


def _name(newer: Model, older: Model, element: str) -> str:
    found = newer.elements.get(element) or older.elements.get(element)
    return (found.name if found else "") or "an unnamed " + _KINDS.get(found.kind if found else "", "element")
