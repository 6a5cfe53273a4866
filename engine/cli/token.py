"""`bpr token add`: a token with which a program uses the API in the name of an account."""

from __future__ import annotations

import click

from engine.cli.database import open_database, settings_or_exit
from engine.errors import NotFound
from engine.people import SYSTEM, find_user, issue_token
from engine.store import unit_of_work


@click.group()
def command() -> None:
    """Tokens for the API."""


@command.command("add")
@click.argument("username")
@click.option("--name", default="command line", help="What the token is for.")
def add(username: str, name: str) -> None:
    """Issue a token for the account USERNAME and print it. It is shown this once and cannot be read again."""
    with open_database(settings_or_exit()) as store, unit_of_work(store) as work:
        user = find_user(work, username)
        if user is None:
            raise NotFound(f"There is no account {username!r}. 'bpr user add' makes one.")
        secret = issue_token(work, user.id, name, by=SYSTEM)
    click.echo(secret)
