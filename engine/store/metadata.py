"""The one SQLAlchemy metadata that every room's `tables.py` adds its tables to."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Identity, MetaData

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
