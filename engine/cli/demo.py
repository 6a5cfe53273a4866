"""`bpr demo`: load the invented council Northmere into an empty embedded database, so that everything can be tried."""

from __future__ import annotations

import gc
import os
import secrets
import sys
import time
from collections.abc import Callable

import click

from engine import demo
from engine.cli.database import open_database, settings_or_exit
from engine.cli.supervision import until_asked
from engine.settings import Settings
from engine.store import Store, unit_of_work

_POLITE = 10
_BREATH = 0.25
_PATIENCE_FOR_LATEST, _PATIENCE = 25.0, 12.0
"""Seconds of making cases after which whoever waits for the server is not kept waiting: for the latest, for others."""
_GARBAGE_AFTER = 50_000


@click.command(short_help="Load the invented council Northmere.")
@click.option("--cases", type=click.IntRange(0), default=demo.CASES, show_default=True, help="How many its year has.")
@click.option("--go-on", is_flag=True, hidden=True, help="Make what is missing of the year of a council loaded before.")
def command(cases: int, go_on: bool) -> None:
    """Load the invented council Northmere, with a person for each role and a year of cases.

    Only into an empty embedded database. The first cases are made at once; `bpr serve` makes the others meanwhile.
    """
    settings = settings_or_exit()
    if go_on:
        _go_on(settings)
        return
    if settings.database_url:
        raise click.ClickException(
            "The demo loads only into the embedded database, never where DATABASE_URL is set. Unset it to try the demo."
        )
    with open_database(settings) as store:
        _load(store, cases)


def _load(store: Store, cases: int) -> None:
    password = secrets.token_urlsafe(9)
    with unit_of_work(store) as work:
        names = demo.load(work, password, cases_wanted=cases)
    click.echo(f"Northmere Council (invented) is loaded. Everybody signs in with the password {password}")
    click.echo(f"The people: {', '.join(names)}")
    click.echo(f"Making the first {min(demo.FIRST_CASES, cases)} cases of its year.")
    sys.stdout.flush()
    gc.set_threshold(_GARBAGE_AFTER)
    begun = time.monotonic()
    for until, patience in ((demo.LATEST_CASES, _PATIENCE_FOR_LATEST), (demo.FIRST_CASES, _PATIENCE)):
        demo.make_history(store, until=until, go_on=_before(begun + patience))


def _before(end: float) -> Callable[[], bool]:
    return lambda: time.monotonic() < end


def _go_on(settings: Settings) -> None:
    """Make the rest, politely: whoever uses the product meanwhile comes first."""
    os.nice(_POLITE)
    with until_asked(), open_database(settings) as store:
        demo.make_history(store, go_on=_when_others_have_had_their_turn)


def _when_others_have_had_their_turn() -> bool:
    if os.getloadavg()[0] > (os.cpu_count() or 1):
        time.sleep(_BREATH)
    return True
