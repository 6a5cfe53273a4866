"""The places that contacts are about: a property by its UPRN, a stretch of street by its USRN, or an address alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, RowMapping, or_, select
from sqlalchemy.dialects.postgresql import insert

from engine.contacts.looking_up import begins, fold
from engine.contacts.tables import property_ as table
from engine.errors import NotFound, Problem, Refused
from engine.forms import Field, clean
from engine.store import Work

_FIELDS = (
    Field("uprn", "The UPRN", "uprn"),
    Field("usrn", "The USRN", "usrn"),
    Field("address", "The address", "text", maximum=Decimal(500)),
    Field("postcode", "The postcode", "text", maximum=Decimal(10)),
    Field("area", "The area", "text", maximum=Decimal(100)),
)
_SHOWN = ("id", "uprn", "usrn", "address", "postcode", "area")


@dataclass(frozen=True, slots=True)
class Property:
    """A place. `uprn` and `usrn` are text (they may begin with zeros); `area` may choose a process's variant."""

    id: int
    uprn: str | None
    usrn: str | None
    address: str
    postcode: str
    area: str


def keep_property(
    work: Work, *, uprn: str = "", usrn: str = "", address: str = "", postcode: str = "", area: str = ""
) -> Property:
    """The place with these identifiers, kept now if it is new. A known UPRN takes over whatever is given newly.

    Without a UPRN every call keeps a place of its own. Raises Refused when nothing is given or a number is not one.
    """
    asked = {"uprn": uprn, "usrn": usrn, "address": address, "postcode": postcode, "area": area}
    values = {key: str(value or "") for key, value in clean(_FIELDS, asked).items()}
    if not (values["uprn"] or values["usrn"] or values["address"]):
        raise Refused("Say which place it is.", (Problem("uprn", "Give a UPRN, a USRN or an address."),))
    values["postcode"] = values["postcode"].upper()
    row: dict[str, str | None] = {**values, **_keys(values)}
    row |= {"uprn": values["uprn"] or None, "usrn": values["usrn"] or None}
    statement = insert(table).values(**row, created_at=work.now)
    given = {key: value for key, value in row.items() if value}
    statement = statement.on_conflict_do_update(index_elements=[table.c.uprn], set_=given)
    return property_from(work.execute(statement.returning(table)).mappings().one())


def property_by_id(work: Work, property_id: int) -> Property:
    """One place. Raises NotFound."""
    row = work.row(select(table).where(table.c.id == property_id))
    if row is None:
        raise NotFound(f"There is no property {property_id}.")
    return property_from(row)


def find_properties(work: Work, text: str, *, after_id: int = 0, limit: int = 20) -> tuple[Property, ...]:
    """Places by UPRN or USRN in full, or by how the postcode or address begins, by id.

    Raises Refused for fewer than two characters.
    """
    statement = select(table).where(properties_like(text), table.c.id > after_id).order_by(table.c.id).limit(limit)
    return tuple(property_from(row) for row in work.rows(statement))


def properties_like(text: str) -> ColumnElement[bool]:
    """The condition under which a place is found for `text`. Raises Refused for fewer than two characters."""
    wanted = text.strip()
    if len(wanted) < 2:
        raise Refused("Type at least two characters of the address, postcode, UPRN or USRN.")
    return or_(
        table.c.uprn == wanted,
        table.c.usrn == wanted,
        begins(table.c.find_postcode, _compact(wanted)),
        begins(table.c.find_address, fold(wanted)),
    )


def _keys(values: Mapping[str, str]) -> dict[str, str]:
    return {"find_postcode": _compact(values["postcode"]), "find_address": fold(values["address"])}


def _compact(text: str) -> str:
    return "".join(text.split()).upper()


def property_from(row: RowMapping) -> Property:
    """The place that a row of the table holds."""
    return Property(**{name: row[name] for name in _SHOWN})
