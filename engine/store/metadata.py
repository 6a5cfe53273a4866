"""The one SQLAlchemy metadata that every room's `tables.py` adds its tables to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column() -> Column[int]:
    """The primary key every table has unless its natural key is better: a 64-bit identity."""
    return Column("id", BigInteger, Identity(always=True), primary_key=True)


def id_beside() -> Column[int]:
    """The identity of rows that are only found by something else, which is the primary key together with it."""
    return Column("id", BigInteger, Identity(always=True), nullable=False)


def moment(name: str, *, nullable: bool = False) -> Column[object]:
    """A moment in time: aware, kept in UTC."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def version_columns(of: str, thing: Table, valid_from: Column[Any] | None = None) -> tuple[SchemaItem, ...]:
    """What every table of versions has: its thing, found by the column `of`, the number, from when it holds (a day
    unless `valid_from` is another column), and why, by whom and when it was written.
    """
    return (
        id_column(),
        Column(of, BigInteger, ForeignKey(thing.c.id), nullable=False),
        Column("number", Integer, nullable=False),
        Column("valid_from", Date, nullable=False) if valid_from is None else valid_from,
        Column("reason", Text, nullable=False),
        Column("created_by", BigInteger, nullable=True),
        moment("created_at"),
        UniqueConstraint(of, "number"),
    )
