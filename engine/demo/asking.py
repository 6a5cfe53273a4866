"""What the invented council asks of its services: told by `standards.yaml`, set by the heads of the services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from engine import definitions, people, standards
from engine.demo.days import DAY, Days
from engine.people import Actor
from engine.standards import Promise, Subject
from engine.store import Work, replay

_STANDARDS = Path(__file__).with_name("standards.yaml")


def set_standards(work: Work, days: Days) -> None:
    """Set every standard of the file, each version on the day from which it holds."""
    for entry in yaml.safe_load(_STANDARDS.read_text("utf-8")):
        user = people.find_user(work, entry["by"])
        by = people.actor_for_user(work, user.id if user else 0)
        for number, asks in enumerate(entry["asks"]):
            since: date = days.today + asks["from"] * DAY
            then = replay(work, days.ago(-asks["from"]))
            _ask(then, entry, asks, since, by, first=number == 0)


def _ask(work: Work, entry: dict[str, Any], asks: dict[str, Any], since: date, by: Actor, *, first: bool) -> None:
    promise = Promise(Decimal(asks["share"]), asks["within"])
    if not first:
        standards.change_standard(work, entry["key"], promise, valid_from=since, reason=asks["reason"], by=by)
        return
    version = definitions.live_version(work, entry["process"])
    subject = Subject(entry["kind"], version.service_id, version.process_id, entry.get("step", ""))
    standards.add_standard(work, entry["key"], entry["name"], subject, promise, valid_from=since, by=by)
