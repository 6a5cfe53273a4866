"""The single keys of the pages: the attribute that ties one to what it presses, and their list in the help."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key, what it does, and on which pages, in words."""

    key: str
    does: str
    where: str


SHORTCUTS = {
    "first": Shortcut("n", "Open the first task of the list, which is the next to do", "Work, Hand-offs"),
    "take": Shortcut("c", "Claim the task, or accept the hand-off", "A task that nobody has claimed, a hand-off"),
    "work": Shortcut("w", "Go back to Work", "A task, a task that you completed, Hand-offs"),
    "hand-offs": Shortcut("h", "Open Hand-offs", "Work"),
    "filter": Shortcut("f", "Go to the filter by step", "Work"),
    "end": Shortcut("e", "End the contact", "A task that you completed during a contact"),
}


def shortcut(name: str) -> Markup:
    """The attribute that ties the key of this name to an element."""
    return Markup('data-shortcut="{}"').format(SHORTCUTS[name].key)
