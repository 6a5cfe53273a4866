"""`bpr worker`: what happens by itself, at its time. As many of them as wanted, on as many machines."""

from __future__ import annotations

import logging

import click

from engine import scheduler
from engine.cli.database import open_database, settings_or_exit
from engine.cli.supervision import until_asked

_PATIENCE = 60
"""So many seconds a database that is just starting is waited for: work that is due must not wait for a person."""


@click.command(short_help="Do what happens by itself, at its time.")
def command() -> None:
    """Find clocks that run out, fire timers, deliver notices and do jobs, until Ctrl-C or SIGTERM."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s worker %(levelname)s %(message)s")
    settings = settings_or_exit()
    with until_asked(), open_database(settings, patience=_PATIENCE) as store:
        scheduler.run(store, settings)
