"""The table of the store itself: requests that are carried out once however often they are sent."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from engine.store.metadata import metadata, moment

idempotency = Table(
    "store_idempotency",
    metadata,
    Column("user_id", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("request_hash", Text, nullable=False),
    Column("status", Integer, nullable=True),
    Column("headers", JSONB, nullable=True),
    Column("body", LargeBinary, nullable=True),
    moment("created_at"),
    PrimaryKeyConstraint("user_id", "key"),
    Index("ix_store_idempotency_created_at", "created_at"),
)
