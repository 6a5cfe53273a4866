"""What became of each step from one version to the next: kept, new, lost, or perhaps renamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher

from engine.definitions.step import Step

LIKELY = 0.6


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new element that looks like a lost step: confirm it by mapping `element_id` to `step_key`."""

    element_id: str
    name: str
    step_key: str
    old_name: str
    likeness: float


@dataclass(frozen=True, slots=True)
class StepChange:
    """A step that both versions have, and that is not drawn the same: its name, kind, lane, guidance or questions."""

    before: Step
    after: Step

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the values that differ, without the element id, which says nothing to anybody."""
        told = (field.name for field in fields(Step) if field.name != "element")
        return tuple(name for name in told if getattr(self.before, name) != getattr(self.after, name))


@dataclass(frozen=True, slots=True)
class StepChanges:
    """Steps against the version before. `renamed` are proposals; their steps are in `new` and `lost` as well.

    `changed` are those of `kept` that are not as they were.
    """

    kept: tuple[Step, ...] = ()
    renamed: tuple[Proposal, ...] = ()
    new: tuple[Step, ...] = ()
    lost: tuple[Step, ...] = ()
    changed: tuple[StepChange, ...] = ()


def keyed(steps: Sequence[Step], known: Mapping[str, str], mapping: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps with their keys: as mapped by the analyst, else the key this element id had, else the element id.

    `known` is element id -> step key of the versions before. Two steps never get one key.
    """
    taken = {mapping[step.element] for step in steps if step.element in mapping}
    result: dict[str, Step] = {}
    for step in sorted(steps, key=lambda step: (step.element not in mapping, step.element not in known)):
        key = mapping.get(step.element)
        if key is None:
            key = _free(known.get(step.element, step.element), taken)
            taken.add(key)
        result[step.element] = step.with_key(key)
    return tuple(result[step.element] for step in steps)


def compare(before: Sequence[Step], after: Sequence[Step]) -> StepChanges:
    """How the steps of one version became those of the next, by step key."""
    old, new = {step.step_key: step for step in before}, {step.step_key: step for step in after}
    added = tuple(step for step in after if step.step_key not in old)
    lost = tuple(step for step in before if step.step_key not in new)
    kept = tuple(step for step in after if step.step_key in old)
    pairs = (StepChange(old[step.step_key], step) for step in kept)
    return StepChanges(
        kept=kept,
        renamed=_proposals(lost, added),
        new=added,
        lost=lost,
        changed=tuple(pair for pair in pairs if pair.fields),
    )


def _free(key: str, taken: set[str]) -> str:
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}-{number}"
    return free


def _proposals(lost: Sequence[Step], added: Sequence[Step]) -> tuple[Proposal, ...]:
    pairs = [(_likeness(old, new), old, new) for old in lost for new in added]
    pairs = sorted((pair for pair in pairs if pair[0] >= LIKELY), key=lambda pair: -pair[0])
    used: set[str] = set()
    result = []
    for likeness, old, new in pairs:
        if old.step_key not in used and f"new {new.step_key}" not in used:
            used |= {old.step_key, f"new {new.step_key}"}
            result.append(Proposal(new.element, new.name, old.step_key, old.name, round(likeness, 2)))
    return tuple(result)


def _likeness(old: Step, new: Step) -> float:
    """1 for the same name; a different kind or lane counts against it."""
    words = [" ".join(step.name.lower().split()) for step in (old, new)]
    if not all(words):
        return 0.0
    likeness = SequenceMatcher(None, words[0], words[1], autojunk=False).ratio()
    return likeness - 0.1 * (old.kind != new.kind) - 0.1 * (old.lane != new.lane)
