"""The tables of notices: the outbox of what customers and other systems are told, and the inbox of each person."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from engine.store.metadata import id_column, metadata, moment

notice = Table(
    "notice_outbox",
    metadata,
    id_column(),
    Column("key", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("case_id", BigInteger),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    moment("next_try_at"),
    Column("last_error", Text, nullable=False),
    moment("created_at"),
    moment("sent_at", nullable=True),
    moment("erased_at", nullable=True),
    Column("forget_due", Boolean, nullable=False),
    UniqueConstraint("key"),
    CheckConstraint("state IN ('queued', 'sent', 'failed')", name="state"),
    Index("ix_notice_outbox_due", "next_try_at", "id", postgresql_where=text("state = 'queued'")),
    Index("ix_notice_outbox_case_id_id", "case_id", "id"),
    Index("ix_notice_outbox_state_id", "state", "id"),
    Index("ix_notice_outbox_forget", "id", postgresql_where=text("forget_due")),
)

inbox = Table(
    "notice_inbox",
    metadata,
    id_column(),
    Column("user_id", BigInteger, ForeignKey("people_user.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("do_next", Text, nullable=False),
    Column("case_id", BigInteger),
    Column("task_id", BigInteger),
    Column("clock_id", BigInteger),
    moment("since"),
    moment("created_at"),
    moment("read_at", nullable=True),
    UniqueConstraint("key", "user_id"),
    Index("ix_notice_inbox_user_id_created_at", "user_id", "created_at", "id"),
    Index("ix_notice_inbox_unread", "user_id", postgresql_where=text("read_at IS NULL")),
    Index("ix_notice_inbox_clock_id", "clock_id", postgresql_where=text("read_at IS NULL")),
    Index("ix_notice_inbox_created_at", "created_at"),
    Index("ix_notice_inbox_case_id", "case_id", postgresql_where=text("case_id IS NOT NULL")),
)
