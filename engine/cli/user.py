"""`bpr user add` and `bpr user list`: an account for a person or for another system, made on the machine itself."""

from __future__ import annotations

import os

import click

from engine.cli.database import open_database, settings_or_exit
from engine.errors import NotFound, Refused
from engine.people import (
    ROLE_ACTIONS,
    SYSTEM,
    Grant,
    create_user,
    find_service,
    find_site,
    set_grants,
    set_password,
    users,
)
from engine.store import Work, reading, unit_of_work


@click.group()
def command() -> None:
    """Accounts of people and of other systems."""


@command.command("add")
@click.argument("username")
@click.option("--name", required=True, help="The name that others see.")
@click.option("--email", default="", help="Where notices to this person go.")
@click.option(
    "--role", "roles", multiple=True, metavar="ROLE[:SERVICE[:SITE]]", help="A role; may be given more than once."
)
@click.option("--no-password", is_flag=True, help="For an account that only uses tokens, such as another system.")
def add(username: str, name: str, email: str, roles: tuple[str, ...], no_password: bool) -> None:
    """Add the account USERNAME. The password is asked for, or read from BPR_PASSWORD.

    A role holds for the whole organisation, or for the service (and site) whose keys follow it: officer:highways.
    """
    password = "" if no_password else _password()
    with open_database(settings_or_exit()) as store, unit_of_work(store) as work:
        grants = [_grant(work, role) for role in roles]
        user = create_user(work, username, name, by=SYSTEM, email=email)
        set_grants(work, user.id, grants, by=SYSTEM)
        if password:
            set_password(work, user.id, password, by=SYSTEM)
    click.echo(f"Added {user.username} (number {user.id}).")


@command.command("list")
def list_() -> None:
    """Show every account: number, username, name."""
    with open_database(settings_or_exit()) as store, reading(store) as work:
        last = 0
        while found := users(work, after_id=last, limit=500):
            for user in found:
                click.echo(f"{user.id:>6}  {user.username:<24}  {user.name}")
            last = found[-1].id


def _password() -> str:
    given = os.environ.get("BPR_PASSWORD", "")
    typed: str = given or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


def _grant(work: Work, words: str) -> Grant:
    role, service_key, site_key, *rest = [*words.split(":"), "", ""]
    if role not in ROLE_ACTIONS or any(rest):
        raise Refused.at(
            "role", f"{words!r} is not ROLE[:SERVICE[:SITE]] with a role out of: {', '.join(sorted(ROLE_ACTIONS))}."
        )
    service = find_service(work, service_key) if service_key else None
    site = find_site(work, site_key) if site_key else None
    if service_key and service is None:
        raise NotFound(f"There is no service with the key {service_key!r}.")
    if site_key and site is None:
        raise NotFound(f"There is no site with the key {site_key!r}.")
    return Grant(role=role, service_id=service.id if service else None, site_id=site.id if site else None)
