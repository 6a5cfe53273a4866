"""What is known about one step's move to the front office at one site, and the words for it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType

import orjson
from sqlalchemy import RowMapping

STATES = ("back_office", "agreed", "trained", "pilot", "live", "returned")
OBSTACLES = ("resources", "fear_of_poorer_service", "ownership", "job_fears")
MOVES: Mapping[str, tuple[str, ...]] = {
    "back_office": ("agreed",),
    "agreed": ("trained", "back_office"),
    "trained": ("pilot", "agreed", "back_office"),
    "pilot": ("live", "pilot", "returned"),
    "live": ("returned",),
    "returned": ("agreed", "back_office"),
}
_WORDS = {"back_office": "in the back office", "fear_of_poorer_service": "fear of poorer service"}


@dataclass(frozen=True, slots=True)
class Place:
    """One step of one process at one site: what a standing hangs on."""

    process_id: int
    step_key: str
    site_id: int


@dataclass(frozen=True, slots=True)
class Routing:
    """What says where the tasks of one step go at one site.

    `state` is one of `STATES`. In a pilot exactly one of `pilot_share` (1 to 99, per cent of cases) and `pilot_team_id`
    (the one front-office team that does it) is set.
    """

    step_key: str
    state: str = "back_office"
    pilot_share: int | None = None
    pilot_team_id: int | None = None


@dataclass(frozen=True, slots=True)
class Standing(Routing):
    """Where one step stands at one site.

    `planned_on` is the latest approved date for going live. `held_by` is one of `OBSTACLES` while something holds the
    step, else None. `row_version` is what a change must name (0: never touched).
    """

    owner_id: int | None = None
    planned_on: date | None = None
    held_by: str | None = None
    held_note: str = ""
    held_since: datetime | None = None
    state_since: datetime | None = None
    row_version: int = 0
    id: int | None = None


def standing_from(row: RowMapping) -> Standing:
    """A standing from a row of `standing_columns`."""
    return Standing(
        step_key=row["step_key"],
        state=row["state"],
        pilot_share=row["pilot_share"],
        pilot_team_id=row["pilot_team_id"],
        owner_id=row["owner_id"],
        planned_on=row["planned_on"],
        held_by=row["held_by"],
        held_note=row["held_note"] or "",
        held_since=row["held_since"],
        state_since=row["state_since"],
        row_version=row["row_version"],
        id=row["id"],
    )


@lru_cache(maxsize=256)
def routings_from(listed: str) -> Mapping[str, Routing]:
    """Rows with the columns of `Routing`, listed as JSON, by step key."""
    routings = (Routing(*row) for row in orjson.loads(listed))
    return MappingProxyType({one.step_key: one for one in routings})


def goes_to_front_office(standing: Routing | None, case_id: int, team_id: int | None) -> bool:
    """Whether a task of this step goes to the front office.

    `team_id` is the front-office team that would get it. A live step always goes; a piloted one by its team, or for the
    share of cases whose number falls below it. The number is a stable hash of case and step, so raising the share only
    adds cases and asking again gives the same answer. No standing means the back office.
    """
    if standing is None:
        return False
    if standing.state == "live":
        return True
    if standing.state != "pilot":
        return False
    if standing.pilot_team_id is not None:
        return standing.pilot_team_id == team_id
    return _bucket(case_id, standing.step_key) < (standing.pilot_share or 0)


def in_words(word: str) -> str:
    """A state or obstacle as it is read out."""
    return _WORDS.get(word, word.replace("_", " "))


def _bucket(case_id: int, step_key: str) -> int:
    digest = sha256(f"{case_id}:{step_key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % 100
