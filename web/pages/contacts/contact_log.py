"""Contacts as their table shows them, on the log and on the page of a customer or a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine import contacts
from engine.contacts import Contact
from engine.store import Work
from web.names import Names, names, process_names
from web.pages.contacts.contact_form import Label, label


@dataclass(frozen=True, slots=True)
class Log:
    """Contacts with the words for how they were understood, and the names of all that they name."""

    rows: Sequence[Contact]
    labels: Mapping[int, Label]
    processes: Mapping[int, str]
    names: Names


def log_of(work: Work, rows: Sequence[Contact]) -> Log:
    """The log of these contacts; five statements, however many there are."""
    causes = contacts.causes(work)
    return Log(
        rows,
        {row.id: label(row, causes) for row in rows},
        process_names(work),
        names(work),
    )
