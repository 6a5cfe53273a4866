"""The table of audit: one row for one thing that happened. The database itself refuses to change or drop a row."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from engine.store import metadata
from engine.store.metadata import id_column, moment

entry = Table(
    "audit_entry",
    metadata,
    id_column(),
    moment("happened_at"),
    Column("action", Text, nullable=False),
    Column("by_user_id", BigInteger, nullable=True),
    Column("subject_kind", Text, nullable=True),
    Column("subject_id", BigInteger, nullable=True),
    Column("case_id", BigInteger, nullable=True),
    Column("reason", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    Index("ix_audit_entry_happened_at_id", "happened_at", "id"),
    Index("ix_audit_entry_case_id_happened_at_id", "case_id", "happened_at", "id"),
    Index("ix_audit_entry_subject_kind_subject_id_happened_at_id", "subject_kind", "subject_id", "happened_at", "id"),
    Index("ix_audit_entry_by_user_id_happened_at_id", "by_user_id", "happened_at", "id"),
    Index("ix_audit_entry_action_happened_at_id", "action", "happened_at", "id"),
)
