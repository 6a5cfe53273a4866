"""How the steps of the invented council came to stand where they do: told by `transfers.yaml`, made by the engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from engine import cases, definitions, people, transfer
from engine.cases import StepMove
from engine.demo.days import DAY, Days
from engine.people import Actor
from engine.store import Work, replay
from engine.transfer import Place

_TRANSFERS = Path(__file__).with_name("transfers.yaml")


def move_steps(work: Work, days: Days) -> None:
    """Make every change of the file, in the order of its dates, in the name of the head of its service."""
    versions: dict[Place, int] = {}
    for at, place, by, change in sorted(_changes(work, days), key=lambda found: found[0]):
        then = replay(work, at)
        version = versions.get(place, 0)
        versions[place] = _make(then, place, change, by, version, days.today)


def _changes(work: Work, days: Days) -> Iterator[tuple[datetime, Place, Actor, dict[str, Any]]]:
    for entry in yaml.safe_load(_TRANSFERS.read_text("utf-8")):
        head = people.find_user(work, entry["by"])
        by = people.actor_for_user(work, head.id if head else 0)
        process_id = definitions.live_version(work, entry["process"]).process_id
        for key, changes in entry["sites"].items():
            site = people.find_site(work, key)
            place = Place(process_id, entry["step"], site.id if site else 0)
            for later, change in enumerate(changes):
                yield days.ago(change["ago"]) + timedelta(minutes=7 * later), place, by, change


def _make(work: Work, place: Place, change: dict[str, Any], by: Actor, version: int, today: date) -> int:
    where: dict[str, Any] = {"process_id": place.process_id, "step_key": place.step_key, "site_id": place.site_id}
    if "ready" in change:
        for topic in change["ready"]:
            transfer.confirm_ready(work, **where, topic=topic, by=by)
        return version
    if "hold" in change:
        note = change["note"]
        return transfer.hold(work, **where, obstacle=change["hold"], note=note, by=by, row_version=version).row_version
    plan, owner = change.get("plan"), people.find_user(work, change["owner"]) if "owner" in change else None
    step = StepMove(
        to=change["move"],
        row_version=version,
        reason=change.get("reason", ""),
        owner_id=owner.id if owner else None,
        planned_on=None if plan is None else today + plan * DAY,
        pilot_share=change.get("share"),
    )
    standing, _ = cases.move_step(work, place, step, by=by)
    return standing.row_version
