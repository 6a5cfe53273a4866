"""What a target is: where it holds, what it asks for, and when its clock starts, pauses and stops. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.sla.targets.conditions import Condition, read_condition

KINDS = ("case", "step", "hand-off", "contact")
ROLES = ("start", "pause", "resume", "stop", "cancel", "restart")
CARRY, RESTART = "carry", "restart"
USUAL_SHARE = 75
USUAL_START = {"case": "case started", "step": "reached", "hand-off": "handed over", "contact": "logged"}
STARTS: dict[str, frozenset[str]] = {
    **{kind: frozenset({usual}) for kind, usual in USUAL_START.items()},
    "case": frozenset({"case started", "received"}),
}
STOPS: dict[str, frozenset[str]] = {
    "case": frozenset(),
    "step": frozenset({"done"}),
    "hand-off": frozenset({"done", "accepted"}),
    "contact": frozenset({"closed"}),
}
"""The moments that a target of each kind may start and stop at, beside events and data."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal of a target: what is promised (`10 working days`) when the FEEL condition `when` holds.

    Without a condition it always does. Without a `calendar` it is counted on the one of the step, case or service.
    """

    target: str
    name: str = ""
    when: str = ""
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a version of a target says.

    `goals` are asked in their order, the first that holds counts. `conditions` maps each of `ROLES` to conditions as
    they are written (`read_condition`); what is left out is as usual for the kind. `at_risk_share` (percent of the
    counted time) and `at_risk_left` (`4 working hours` before the due date) say when it warns: the earlier counts;
    none of both means only once it is due. `on_change`: when another goal holds, `carry` the time that has gone by, or
    `restart` as a new cycle. Of a version that is not `active` no clock starts.
    """

    goals: tuple[Goal, ...]
    conditions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at_risk_share: int | None = USUAL_SHARE
    at_risk_left: str = ""
    on_change: str = CARRY
    active: bool = True

    @property
    def at_risk_part(self) -> float | None:
        """The share of the counted time at which it warns, as a part of 1; None without one."""
        return None if self.at_risk_share is None else self.at_risk_share / 100

    def of(self, role: str) -> tuple[Condition, ...]:
        """The conditions of a role, read. Raises `UnclearCondition`."""
        return tuple(read_condition(text) for text in self.conditions.get(role, ()))


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a target holds. What is None or empty does not limit.

    `process_key` and `step` (the step's key) for cases and steps, teams for hand-offs, `channel` for contacts.
    """

    kind: str
    service_id: int | None = None
    process_key: str = ""
    step: str = ""
    from_team_id: int | None = None
    to_team_id: int | None = None
    channel: str = ""


@dataclass(frozen=True)
class LiveTarget:
    """A target as it stands on a day: where it holds, and the version in force. `service_id` None: every service."""

    id: int
    key: str
    name: str
    scope: Scope
    statutory: bool
    published: bool
    number: int
    terms: Terms

    @cached_property
    def is_plain(self) -> bool:
        """Whether a clock by it needs nothing of the case's data and events: it can be started without a watch."""
        only = {role for role, texts in self.terms.conditions.items() if texts}
        moments = all(one.sort == "moment" for role in only & {"start", "stop"} for one in self.terms.of(role))
        return only <= {"start", "stop"} and moments and not any(goal.when for goal in self.terms.goals)

    @property
    def starts_when_received(self) -> bool:
        """Whether its time counts from when the request was received, not from when its case was started."""
        return "received" in self.terms.conditions.get("start", ())


def scope_from(row: Mapping[Any, Any]) -> Scope:
    """Where a target holds, from a row of `sla_target`."""
    return Scope(**{name: row[name] for name in Scope.__slots__})


def terms_from(row: Mapping[Any, Any]) -> Terms:
    """The terms that a row of `sla_target_version` holds (or a mapping with the same keys)."""
    return Terms(
        goals=tuple(Goal(**goal) for goal in row["goals"]),
        conditions={role: tuple(texts) for role, texts in row["conditions"].items() if texts},
        at_risk_share=row["at_risk"].get("share"),
        at_risk_left=row["at_risk"].get("left", ""),
        on_change=row["on_change"],
        active=row["active"],
    )


def live_target(row: Mapping[Any, Any]) -> LiveTarget:
    """The target that a row of `sla_target` with those of its version in force holds."""
    whose = {name: row[name] for name in ("id", "key", "name", "statutory", "published", "number")}
    return LiveTarget(**whose, scope=scope_from(row), terms=terms_from(row))
