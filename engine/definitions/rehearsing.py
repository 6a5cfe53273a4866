"""What an upload would do, found out by doing it and taking it back: nothing stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Required, TypedDict, Unpack

from engine.definitions.deploying import Deployed, LiveStepKeys, deploy
from engine.definitions.step import Step
from engine.people import Actor
from engine.store import Work


class AboutFile(TypedDict, total=False):
    """What `deploy` is told about a file, whether it is to store it or to be tried."""

    service_id: Required[int]
    variant: str
    forms: Mapping[str, bytes] | None
    file_name: str
    key: str
    variant_name: str
    areas: Sequence[str] | None
    calendars: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What `deployed` would say (its version does not exist). `live_lost` are the lost steps that need a confirmation:
    the front office does them today.
    """

    deployed: Deployed
    live_lost: tuple[Step, ...]

    @property
    def asks(self) -> bool:
        """Whether there is something for the analyst to confirm: steps that go, or marks that change."""
        return bool(self.deployed.steps.lost) or bool(self.deployed.mark_changes and not self.deployed.marks_applied)


def rehearse(
    work: Work, data: bytes, *, by: Actor, live_step_keys: LiveStepKeys, **about: Unpack[AboutFile]
) -> Rehearsal:
    """What `deploy` would make of a file if every lost step might go. Raises what `deploy` raises but LiveStepsLost."""
    savepoint = work.connection.begin_nested()
    try:
        deployed = deploy(work, data, by=by, **about)
    finally:
        savepoint.rollback()
    live = live_step_keys(work, deployed.process_id) if deployed.steps.lost else frozenset()
    return Rehearsal(deployed, tuple(step for step in deployed.steps.lost if step.step_key in live))
