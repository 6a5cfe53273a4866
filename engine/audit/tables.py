"""The table of audit: one row for one thing that happened. The database itself refuses to change or drop a row.

Its key is its order in time. An index has one column, so that PostgreSQL keeps equal keys once and the record takes
little room; what one finds is put in order as it is read. Only what a person did, which may be very much, has the time.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, PrimaryKeyConstraint, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from engine.store import metadata
from engine.store.metadata import id_beside, moment

entry = Table(
    "audit_entry",
    metadata,
    id_beside(),
    moment("happened_at"),
    Column("action", Text, nullable=False),
    Column("by_user_id", BigInteger, nullable=True),
    Column("subject_kind", Text, nullable=True),
    Column("subject_id", BigInteger, nullable=True),
    Column("case_id", BigInteger, nullable=True),
    Column("reason", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    PrimaryKeyConstraint("happened_at", "id"),
    Index("ix_audit_entry_case_id", "case_id", postgresql_where=text("case_id IS NOT NULL")),
    Index("ix_audit_entry_subject_id", "subject_id", postgresql_where=text("subject_id IS NOT NULL")),
    Index(
        "ix_audit_entry_by_user_id_happened_at",
        "by_user_id",
        "happened_at",
        postgresql_where=text("by_user_id IS NOT NULL"),
    ),
    Index("ix_audit_entry_action", "action"),
)
