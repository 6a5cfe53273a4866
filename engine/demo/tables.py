"""The table of the demo: one row where the invented council was loaded, none anywhere else."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Integer, Table
from sqlalchemy.dialects.postgresql import ARRAY

from engine.store.metadata import metadata, moment

council = Table(
    "demo_council",
    metadata,
    Column("one", Boolean, primary_key=True),
    moment("loaded_at"),
    Column("seed", Integer, nullable=False),
    Column("people", ARRAY(BigInteger), nullable=False),
    Column("cases_wanted", Integer, nullable=False),
    Column("cases_made", Integer, nullable=False),
    moment("finished_at", nullable=True),
    CheckConstraint("one", name="one"),
)
