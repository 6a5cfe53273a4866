"""`bpr demo`: load the invented council Northmere into an empty embedded database, so that everything can be tried."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import click
import yaml

from engine import people
from engine.cli.database import open_database, settings_or_exit
from engine.people import SYSTEM, Grant
from engine.store import Work, unit_of_work

_COUNCIL = Path(__file__).with_name("northmere.yaml")


@click.command()
def command() -> None:
    """Load the invented council Northmere, with a person for each role. Only where nothing is yet."""
    settings = settings_or_exit()
    if settings.database_url:
        raise click.ClickException(
            "The demo loads only into the embedded database, never where DATABASE_URL is set. Unset it to try the demo."
        )
    with open_database(settings) as store, unit_of_work(store) as work:
        if people.services(work):
            click.echo("There are services already: nothing was loaded.")
            return
        password = secrets.token_urlsafe(9)
        council = yaml.safe_load(_COUNCIL.read_text("utf-8"))
        names = load_council(work, council, password)
    click.echo(f"Northmere Council (invented) is loaded. Everybody signs in with the password {password}")
    click.echo(f"The people: {', '.join(names)}")


def load_council(work: Work, council: dict[str, Any], password: str) -> list[str]:
    """Write services, sites, teams and people as the YAML file describes them, every person with the same password.

    Answers the usernames.
    """
    sites = {item["key"]: people.create_site(work, **item, by=SYSTEM).id for item in council["sites"]}
    services = {
        item["key"]: people.create_service(
            work, item["key"], item["name"], by=SYSTEM, themes=item["themes"], default_calendar=item["calendar"]
        ).id
        for item in council["services"]
    }
    teams = {item["key"]: _team(work, item, services, sites) for item in council["teams"]}
    users = {item["username"]: _person(work, item, services, teams, password) for item in council["people"]}
    for item in council["services"]:
        changes = {"owner_id": users[item["owner"]]}
        people.change_service(work, services[item["key"]], changes, by=SYSTEM, row_version=1)
    return list(users)


def _team(work: Work, item: dict[str, Any], services: dict[str, int], sites: dict[str, int]) -> int:
    service_id, site_id = services.get(item.pop("service", "")), sites.get(item.pop("site", ""))
    return people.create_team(work, by=SYSTEM, service_id=service_id, site_id=site_id, **item).id


def _person(work: Work, item: dict[str, Any], services: dict[str, int], teams: dict[str, int], password: str) -> int:
    user = people.create_user(work, item["username"], item["name"], by=SYSTEM, email=f"{item['username']}@example.org")
    grants = [Grant(role["role"], services.get(role.get("service", ""))) for role in item["roles"]]
    people.set_grants(work, user.id, grants, by=SYSTEM)
    people.set_teams(work, user.id, [teams[key] for key in item.get("teams", ())], by=SYSTEM)
    if all(grant.role != "service_account" for grant in grants):
        people.set_password(work, user.id, password, by=SYSTEM)
    return user.id
