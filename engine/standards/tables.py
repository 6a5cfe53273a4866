"""The tables of service standards: what share of the work is to be done in what time, in dated versions.

A version is never changed: what was attained under it can still be recounted.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Numeric,
    Table,
    Text,
)

from engine.store import metadata
from engine.store.metadata import id_column, version_columns

standard = Table(
    "sla_standard",
    metadata,
    id_column(),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("service_id", BigInteger, nullable=True),
    Column("process_id", BigInteger, nullable=True),
    Column("step_key", Text, nullable=False),
    CheckConstraint("kind IN ('case', 'step', 'hand-off', 'contact')", name="kind"),
)

standard_version = Table(
    "sla_standard_version",
    metadata,
    *version_columns("standard_id", standard),
    Column("share", Numeric(5, 2), nullable=False),
    Column("target", Text, nullable=False),
    Column("calendar", Text, nullable=False),
    CheckConstraint("share > 0 AND share <= 100", name="share"),
)
