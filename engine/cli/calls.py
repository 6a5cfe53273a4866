"""`bpr calls import`: call counts of the telephone system, from which the share handled is worked out."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.batch import FILE
from engine.cli.database import open_database, settings_or_exit
from engine.contacts import import_calls, read_calls
from engine.people import SYSTEM
from engine.store import unit_of_work


@click.group()
def command() -> None:
    """Counts of calls to the organisation."""


@command.command("import", short_help="Keep the call counts in FILE, a CSV file.")
@click.argument("file", type=FILE)
@click.option("--source", default="", help="The system and report the counts come from; the file's name if left out.")
def import_(file: Path, source: str) -> None:
    """Keep the call counts in FILE: CSV (UTF-8) with a heading line.

    Columns: date (2026-11-18), line, office (front or other), calls; and where counts are of parts of a day: time
    (09:30), minutes, site (its key). Counts of the same line and time are replaced. A file with a line that cannot be
    read is refused whole.
    """
    counts = read_calls(file.read_bytes())
    with open_database(settings_or_exit()) as store, unit_of_work(store) as work:
        kept = import_calls(work, counts, source=source or file.name, by=SYSTEM)
    click.echo(f"{kept} counts kept.")
