"""Looks up a place by its UPRN among those the council knows."""

from __future__ import annotations

from collections.abc import Mapping

from engine.connectors.desk import Desk
from engine.forms import Field

TAKES = (Field("uprn", "The UPRN", "uprn", required=True),)
GIVES = (
    Field("found", "Whether the council knows the place", "yes_no", required=True),
    Field("address", "Its address", "text"),
    Field("postcode", "Its postcode", "text"),
    Field("area", "Its area", "text"),
    Field("usrn", "The USRN of its street", "usrn"),
)


def run(given: Mapping[str, object], desk: Desk) -> Mapping[str, object]:
    """The place, or `found` no."""
    place = desk.find_property(str(given["uprn"]))
    return {"found": place is not None, **(place or {})}
