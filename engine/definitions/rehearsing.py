"""What an upload would do, found out by doing it and taking it back: nothing stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Required, TypedDict, Unpack

from sqlalchemy import select

from engine.definitions.deploying import Deployed, LiveStepKeys, deploy
from engine.definitions.step import Step
from engine.definitions.tables import version
from engine.people import Actor
from engine.store import Work

ADDED_CHOICES = ("choice", "several-starts")
"""The repairs that add a step in which a person chooses. What else they name in a model is no step."""


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
    the front office does them today. `asked` are those of which an analyst has something to say: all but the choices
    that the import itself had added. `offered` are the new steps that they may have become.
    """

    deployed: Deployed
    live_lost: tuple[Step, ...]
    asked: tuple[Step, ...]
    offered: tuple[Step, ...]

    @property
    def asks(self) -> bool:
        """Whether there is something for the analyst to confirm: steps that go, or marks that change."""
        return bool(self.asked) or bool(self.deployed.mark_changes and not self.deployed.marks_applied)


def rehearse(
    work: Work, data: bytes, *, by: Actor, live_step_keys: LiveStepKeys, **about: Unpack[AboutFile]
) -> Rehearsal:
    """What `deploy` would make of a file if every lost step might go. Raises what `deploy` raises but LiveStepsLost."""
    savepoint = work.connection.begin_nested()
    try:
        deployed = deploy(work, data, by=by, **about)
    finally:
        savepoint.rollback()
    lost = deployed.steps.lost
    live = live_step_keys(work, deployed.process_id) if lost else frozenset()
    added = _added_before(work, deployed.process_id) if lost else frozenset()
    made = {change.element for change in deployed.changes if change.rule in ADDED_CHOICES}
    return Rehearsal(
        deployed,
        live_lost=tuple(step for step in lost if step.step_key in live),
        asked=tuple(step for step in lost if step.element not in added or step.step_key in live),
        offered=tuple(step for step in deployed.steps.new if step.element not in made),
    )


def _added_before(work: Work, process_id: int) -> frozenset[str]:
    """The choices that the import added to earlier versions of a process."""
    rows = work.rows(select(version.c.changes).where(version.c.process_id == process_id))
    return frozenset(change["element"] for row in rows for change in row["changes"] if change["rule"] in ADDED_CHOICES)
