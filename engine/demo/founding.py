"""Loading the invented council: its organisation, its processes, and how its steps came to stand where they do."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from engine import definitions, people, sla, transfer
from engine.clock import day_of
from engine.definitions import Confirmation
from engine.demo.asking import set_standards
from engine.demo.calls import import_year
from engine.demo.days import Days
from engine.demo.marker import CASES, SEED, mark
from engine.demo.plan import STUCK_AGO
from engine.demo.standings import move_steps
from engine.errors import Conflict
from engine.people import SYSTEM, Actor, Grant
from engine.sla import Goal, Rung, Scope, Terms
from engine.store import Work, replay

PROCESSES = Path(__file__).parents[2] / "processes"
_COUNCIL = Path(__file__).with_name("northmere.yaml")
_REFUNDS = Path("revenues/council-tax-move/council-tax-move.dmn")
_FOUNDED, _DEPLOYED = 400, 395


def load(
    work: Work, password: str, *, seed: int = SEED, cases_wanted: int = CASES, processes: Path = PROCESSES
) -> list[str]:
    """Write Northmere into an empty database, every person with the same password; answers the usernames.

    Its year of cases is made by `make_history`. Raises Conflict where there is anything already.
    """
    if not is_empty(work):
        raise Conflict("There is something in this database already. The demo loads only into an empty one.")
    days = Days.before(work, work.now)
    council = yaml.safe_load(_COUNCIL.read_text("utf-8"))
    users = found(replay(work, days.ago(_FOUNDED)), council, password)
    mark(work, seed=seed, people=list(users.values()), cases_wanted=cases_wanted)
    _deploy(work, days.ago(_DEPLOYED), council, processes)
    _set_targets(replay(work, days.ago(_DEPLOYED - 1)), council)
    _slip(work, days, processes)
    set_standards(work, days)
    move_steps(work, days)
    import_year(work, days, seed)
    return list(users)


def is_empty(work: Work) -> bool:
    """Whether nobody has begun to use this database."""
    return not (people.services(work) or people.sites(work) or people.users(work, limit=1))


def found(work: Work, council: dict[str, Any], password: str) -> dict[str, int]:
    """Write services, sites, teams and people as a council's file describes them; answers ids by username."""
    sites = {item["key"]: people.create_site(work, **item, by=SYSTEM).id for item in council["sites"]}
    services = {
        item["key"]: people.create_service(
            work, item["key"], item["name"], by=SYSTEM, themes=item["themes"], default_calendar=item["calendar"]
        ).id
        for item in council["services"]
    }
    teams = {item["key"]: _team(work, item, services, sites) for item in council["teams"]}
    users = {item["username"]: _person(work, item, services, teams) for item in council["people"]}
    signing_in = [users[item["username"]] for item in council["people"] if not _is_program(item)]
    people.set_shared_password(work, signing_in, password, by=SYSTEM)
    for item in council["services"]:
        changes = {"owner_id": users[item["owner"]]}
        people.change_service(work, services[item["key"]], changes, by=SYSTEM, row_version=1)
    for item in council.get("ladders", ()):
        rungs = [Rung(**rung) for rung in item["rungs"]]
        whose = services[item["service"]] if item["service"] else None
        sla.set_ladder(work, whose, rungs, tells_customer=True, reason="Agreed by the programme board", by=SYSTEM)
    return users


def _team(work: Work, item: dict[str, Any], services: dict[str, int], sites: dict[str, int]) -> int:
    given = {key: value for key, value in item.items() if key not in ("service", "site")}
    service_id, site_id = services.get(item.get("service", "")), sites.get(item.get("site", ""))
    return people.create_team(work, by=SYSTEM, service_id=service_id, site_id=site_id, **given).id


def _person(work: Work, item: dict[str, Any], services: dict[str, int], teams: dict[str, int]) -> int:
    user = people.create_user(
        work,
        item["username"],
        item["name"],
        by=SYSTEM,
        email=f"{item['username']}@example.org",
        authority=item.get("authority", 0),
    )
    grants = [Grant(role["role"], services.get(role.get("service", ""))) for role in item["roles"]]
    people.set_grants(work, user.id, grants, by=SYSTEM)
    people.set_teams(work, user.id, [teams[key] for key in item.get("teams", ())], by=SYSTEM)
    people.set_skills(work, user.id, item.get("skills", ()), by=SYSTEM)
    return user.id


def _is_program(item: dict[str, Any]) -> bool:
    return any(role["role"] == "service_account" for role in item["roles"])


def _deploy(work: Work, at: datetime, council: dict[str, Any], processes: Path) -> None:
    """Put the models and decisions in force: the analyst uploads them, the head of each service approves them."""
    analyst = actor(work, "ana.analyst")
    for item in council["services"]:
        service = people.find_service(work, item["key"])
        service_id, head = (service.id if service else 0), actor(work, item["owner"])
        then, later = replay(work, at), replay(work, at + timedelta(hours=3))
        for file in sorted((processes / item["key"]).glob("*/*.dmn")):
            made = definitions.deploy_decision(
                then, file.read_bytes(), service_id=service_id, by=analyst, file_name=file.name
            )
            definitions.approve_decision(later, made.version_id, head, reason="Read through with the team")
        for file in sorted((processes / item["key"]).glob("*/*.bpmn")):
            deployed = definitions.deploy(
                then,
                file.read_bytes(),
                service_id=service_id,
                by=analyst,
                confirm=Confirmation(marks=True),
                file_name=file.name,
                live_step_keys=transfer.live_step_keys,
                calendars=sla.calendar_keys(work),
            )
            definitions.approve(later, deployed.version_id, head, reason="Walked through with the team")


def _set_targets(work: Work, council: dict[str, Any]) -> None:
    """Write down the council's targets: its processes are there, which they are checked against."""
    for item in council.get("targets", ()):
        scope = dict(item["scope"])
        service = people.find_service(work, scope.pop("service", ""))
        team = people.find_team(work, scope.pop("to_team", ""))
        goals = tuple(Goal(**goal) for goal in item["goals"])
        conditions = {role: tuple(lines) for role, lines in item.get("conditions", {}).items()}
        sla.add_target(
            work,
            item["key"],
            item["name"],
            Scope(**scope, service_id=service.id if service else None, to_team_id=team.id if team else None),
            Terms(goals, conditions),
            valid_from=day_of(work.now),
            by=SYSTEM,
            statutory=item.get("statutory", False),
            published=item.get("published", False),
        )


def _slip(work: Work, days: Days, processes: Path) -> None:
    """A decision is in force for a day whose limit was raised in one line and not in the other: two rules fit.

    The line is written as a condition, which the check for overlaps does not look into, and says so.
    """
    analyst, head = actor(work, "ana.analyst"), actor(work, "rita.revenues")
    service = people.find_service(work, "revenues")
    right = (processes / _REFUNDS).read_bytes()
    wrong = right.replace(b"]0..500]", b"? &gt; 0 and ? &lt;= 2000")
    if wrong == right:
        raise ValueError(f"The limit of refunds is not where the demo looks for it in {_REFUNDS}.")
    slip = days.ago(STUCK_AGO)
    for at, data in ((slip, wrong), (days.worked(slip, 480), right)):
        made = definitions.deploy_decision(
            replay(work, at), data, service_id=service.id if service else 0, by=analyst, file_name=_REFUNDS.name
        )
        definitions.approve_decision(replay(work, at + timedelta(minutes=20)), made.version_id, head)


def actor(work: Work, username: str) -> Actor:
    """Somebody of the council, ready to act. Raises NotSignedIn when there is no such person."""
    user = people.find_user(work, username)
    return people.actor_for_user(work, user.id if user else 0)
