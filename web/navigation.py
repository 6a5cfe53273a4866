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


_LEVELS = ("targets", "pause-reasons", "escalation")
"""Pages of administration that heads of service look after as well, who have no other."""
PLACES = (
    Place("Work", "/tasks", ("task:work",), also=("/hand-offs",)),
    Place("New contact", "/contacts/new", ("contact:record",)),
    Place("Contacts", "/contacts", ("contact:read",), also=("/customers", "/places")),
    Place("Cases", "/cases", ("case:read", "case:repair")),
    Place("Results", "/results", ("measure:read",)),
    Place(
        "Service levels",
        "/service-levels",
        ("clock:read",),
        also=("/clocks", *(f"/administration/{page}" for page in _LEVELS)),
    ),
    Place("Transfer", "/transfers", ("transfer:read",)),
    Place("Processes", "/processes", ("definition:read",), also=("/versions", "/decisions", "/walk-throughs")),
    Place("Administration", "/administration", ("people:manage", "calendar:manage", "token:manage")),
)


def places(actor: Actor) -> list[dict[str, object]]:
    """The items of the navigation for `actor`, as the service navigation component takes them."""
    open_to = [place for place in PLACES if any(may(actor, action) for action in place.actions)]
    here = max((place for place in open_to if _is_here(place)), key=_how_near, default=None)
    return [{"text": place.text, "href": place.under, "active": place is here} for place in open_to]


def _is_here(place: Place) -> bool:
    return any(_is_under(start) for start in (place.under, *place.also))


def _how_near(place: Place) -> tuple[bool, int]:
    """What lies under a place itself is nearer to it than to one to which it only belongs as well."""
    return _is_under(place.under), len(place.under)


def _is_under(start: str) -> bool:
    return request.path == start or request.path.startswith(f"{start}/")
