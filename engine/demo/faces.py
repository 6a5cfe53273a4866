"""The people of the invented council, whose place anybody may take who tries it out."""

from __future__ import annotations

from dataclasses import dataclass

from engine import people
from engine.demo.cast import everybody
from engine.demo.marker import council
from engine.errors import NotFound
from engine.people import Session, User
from engine.store import Work

_STORY = {
    "rita.revenues": "head of revenues",
    "ada.adviser": "adviser at Eastgate",
    "ron.revenues": "revenues officer",
    "ana.analyst": "analyst",
    "admin": "administrator",
}


@dataclass(frozen=True, slots=True)
class Face:
    """A person of the invented council. `part` is what they are, in words; `in_story` those of the five minutes."""

    user_id: int
    username: str
    name: str
    part: str
    in_story: bool


def faces(work: Work) -> tuple[Face, ...]:
    """Everybody whose place can be taken, those of the story first and in its order; nobody without the demo."""
    found = council(work)
    if found is None:
        return ()
    made = {user.username: user for user in everybody(work) if user.id in found.people and user.active}
    persons = [user for user in made.values() if all(grant.role != "service_account" for grant in user.grants)]
    ordered = sorted(persons, key=lambda user: (_place(user.username), user.name))
    names = {service.id: service.name for service in people.services(work)}
    teams = {team.id: team.name for team in people.teams(work)}
    return tuple(
        Face(user.id, user.username, user.name, _part(user, names, teams), user.username in _STORY) for user in ordered
    )


def become(work: Work, username: str) -> Session:
    """Sign in as a person of the invented council, without a password.

    Raises NotFound where the demo was not loaded, and for everybody whom the demo did not make.
    """
    found = council(work)
    user = people.find_user(work, username) if found else None
    service_account = user is not None and any(grant.role == "service_account" for grant in user.grants)
    if found is None or user is None or user.id not in found.people or not user.active or service_account:
        raise NotFound(f"There is nobody called {username!r} in a demo here. Sign in with a password.")
    return people.begin_session(work, user.id, reason="Taken from the people of the demo, without a password")


def _place(username: str) -> int:
    order = list(_STORY)
    return order.index(username) if username in order else len(order)


def _part(user: User, services: dict[int, str], teams: dict[int, str]) -> str:
    if user.username in _STORY:
        return _STORY[user.username]
    grant = min(user.grants, key=lambda grant: grant.role, default=None)
    role = grant.role.replace("_", " ") if grant else "no role"
    where = [teams[team] for team in sorted(user.team_ids)] or (
        [services[grant.service_id]] if grant and grant.service_id else []
    )
    return f"{role}, {where[0]}" if where else role
