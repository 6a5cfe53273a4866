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
_PATIENCE = 35.0
_SHARE_FOR_OTHERS = 0.6
"""How much of the patience may be over before cases are begun that are not among the latest."""
_GARBAGE_AFTER = 50_000


@click.command(short_help="Load the invented council Northmere.")
@click.option("--cases", type=click.IntRange(0), default=demo.CASES, show_default=True, help="How many its year has.")
@click.option("--go-on", is_flag=True, hidden=True, help="Make what is missing of the year of a council loaded before.")
@click.option("--patience", type=click.FloatRange(0), default=_PATIENCE, hidden=True, help="Seconds it may take.")
def command(cases: int, go_on: bool, patience: float) -> None:
    """Load the invented council Northmere, with a person for each role and a year of cases.

    Only into an empty embedded database. The first cases are made at once; `bpr serve` makes the others meanwhile.
    """
    begun = time.monotonic()
    settings = settings_or_exit()
    if go_on:
        _go_on(settings)
        return
    if settings.database_url:
        raise click.ClickException(
            "The demo loads only into the embedded database, never where DATABASE_URL is set. Unset it to try the demo."
        )
    with open_database(settings) as store:
        _load(store, cases, lambda share: time.monotonic() < begun + share * patience)


def _load(store: Store, cases: int, has_time: Callable[[float], bool]) -> None:
    password = secrets.token_urlsafe(9)
    with unit_of_work(store) as work:
        names = demo.load(work, password, cases_wanted=cases)
    click.echo(f"Northmere Council (invented) is loaded. Everybody signs in with the password {password}")
    click.echo(f"The people: {', '.join(names)}")
    click.echo(f"Making the first {min(demo.FIRST_CASES, cases)} cases of its year.")
    sys.stdout.flush()
    gc.set_threshold(_GARBAGE_AFTER)
    demo.make_history(store, until=demo.LATEST_CASES, go_on=lambda: has_time(1))
    demo.make_history(store, until=demo.FIRST_CASES, go_on=lambda: has_time(_SHARE_FOR_OTHERS))


def _go_on(settings: Settings) -> None:
    """Make the rest, politely: whoever uses the product meanwhile comes first."""
    os.nice(_POLITE)
    with until_asked(), open_database(settings) as store:
        demo.make_history(store, go_on=_when_others_have_had_their_turn)


def _when_others_have_had_their_turn() -> bool:
    if os.getloadavg()[0] > (os.cpu_count() or 1):
        time.sleep(_BREATH)
    return True
