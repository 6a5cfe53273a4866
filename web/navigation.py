"""What the header leads to: the pages that the person who is signed in may open."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from engine.people import Actor, may


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the header. `actions` are those of which one is enough to open it; `under` is where it begins.

    Pages at the addresses `also` belong to it as well.
    """

    text: str
    under: str
    actions: tuple[str, ...]
    also: tuple[str, ...] = ()


PLACES = (
    Place("Work", "/tasks", ("task:work",), also=("/hand-offs",)),
    Place("New contact", "/contacts/new", ("contact:record",)),
    Place("Contacts", "/contacts", ("contact:read",), also=("/customers", "/places")),
    Place("Cases", "/cases", ("case:read", "case:repair")),
    Place("Results", "/results", ("measure:read",)),
    Place("Service levels", "/service-levels", ("clock:read",), also=("/clocks",)),
    Place("Transfer", "/transfers", ("transfer:read",)),
    Place("Processes", "/processes", ("definition:read",), also=("/versions", "/decisions", "/walk-throughs")),
    Place("Administration", "/administration", ("people:manage", "calendar:manage", "token:manage")),
)


def places(actor: Actor) -> list[dict[str, object]]:
    """The items of the navigation for `actor`, as the service navigation component takes them."""
    open_to = [place for place in PLACES if any(may(actor, action) for action in place.actions)]
    here = max((place for place in open_to if _is_here(place)), key=lambda place: len(place.under), default=None)
    return [{"text": place.text, "href": place.under, "active": place is here} for place in open_to]


def _is_here(place: Place) -> bool:
    return any(request.path == start or request.path.startswith(f"{start}/") for start in (place.under, *place.also))
