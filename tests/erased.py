"""Where in the database a text stands: for looking whether an erasure has left anything."""

from __future__ import annotations

import zlib

from sqlalchemy import Text, cast, func, select, text
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table

from engine.store import Store

_COLUMNS = text(
    "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
)


def places_of(store: Store, words: str) -> list[str]:
    """Every table and column that holds the words, whatever its type; what is packed is unpacked and looked through."""
    places = []
    with store.engine.connect() as connection:
        for table, name, kind in connection.execute(_COLUMNS).all():
            held = sql_column(name)
            rows = sql_table(table, held)
            if kind == "bytea":
                values = connection.scalars(select(held).select_from(rows).where(held.is_not(None)))
                found = any(words.encode() in _unpacked(value) for value in values)
            else:
                shown = cast(held, Text).contains(words)
                found = bool(connection.scalar(select(func.count()).select_from(rows).where(shown)))
            if found:
                places.append(f"{table}.{name}")
    return places


def _unpacked(value: bytes) -> bytes:
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value
