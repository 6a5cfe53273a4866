"""Tables of transfer: where each step stands today, how it came there, its plans, obstacles and readiness."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from engine.store.metadata import id_column, metadata, moment

_STATES = "state IN ('back_office', 'agreed', 'trained', 'pilot', 'live', 'returned')"

standing = Table(
    "transfer_standing",
    metadata,
    id_column(),
    Column("process_id", BigInteger, ForeignKey("definition_process.id"), nullable=False),
    Column("step_key", Text, nullable=False),
    Column("site_id", BigInteger, ForeignKey("people_site.id"), nullable=False),
    Column("state", Text, nullable=False),
    moment("state_since"),
    Column("pilot_share", SmallInteger),
    Column("pilot_team_id", BigInteger, ForeignKey("people_team.id")),
    Column("owner_id", BigInteger, ForeignKey("people_user.id")),
    Column("planned_on", Date),
    Column("row_version", Integer, nullable=False),
    UniqueConstraint("process_id", "site_id", "step_key"),
    CheckConstraint(_STATES, name="state"),
    CheckConstraint("pilot_share BETWEEN 1 AND 99", name="pilot_share"),
    CheckConstraint(
        "(state = 'pilot') = (pilot_share IS NOT NULL OR pilot_team_id IS NOT NULL)"
        " AND (pilot_share IS NULL OR pilot_team_id IS NULL)",
        name="pilot",
    ),
    Index("ix_transfer_standing_site_id", "site_id"),
    Index("ix_transfer_standing_owner_id", "owner_id"),
)

history = Table(
    "transfer_history",
    metadata,
    id_column(),
    Column("standing_id", BigInteger, ForeignKey("transfer_standing.id"), nullable=False),
    Column("state", Text, nullable=False),
    moment("state_since"),
    Column("pilot_share", SmallInteger),
    Column("pilot_team_id", BigInteger),
    Column("owner_id", BigInteger),
    Column("planned_on", Date),
    Column("row_version", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("changed_by", BigInteger, ForeignKey("people_user.id")),
    moment("changed_at"),
    UniqueConstraint("standing_id", "row_version"),
)

plan = Table(
    "transfer_plan",
    metadata,
    id_column(),
    Column("standing_id", BigInteger, ForeignKey("transfer_standing.id"), nullable=False),
    Column("planned_on", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("approved_by", BigInteger, ForeignKey("people_user.id")),
    moment("approved_at"),
    Index("ix_transfer_plan_standing_id", "standing_id", "id"),
)

obstacle = Table(
    "transfer_obstacle",
    metadata,
    id_column(),
    Column("standing_id", BigInteger, ForeignKey("transfer_standing.id"), nullable=False),
    Column("obstacle", Text, nullable=False),
    Column("note", Text, nullable=False),
    moment("since"),
    Column("raised_by", BigInteger, ForeignKey("people_user.id")),
    moment("released_at", nullable=True),
    Column("released_by", BigInteger, ForeignKey("people_user.id")),
    Column("released_reason", Text),
    CheckConstraint(
        "obstacle IN ('resources', 'fear_of_poorer_service', 'ownership', 'job_fears')", name="one_of_four"
    ),
    Index("ix_transfer_obstacle_standing_id", "standing_id"),
    Index("uq_transfer_obstacle_open", "standing_id", unique=True, postgresql_where=text("released_at IS NULL")),
)

readiness = Table(
    "transfer_readiness",
    metadata,
    id_column(),
    Column("process_id", BigInteger, ForeignKey("definition_process.id"), nullable=False),
    Column("step_key", Text, nullable=False),
    Column("site_id", BigInteger, ForeignKey("people_site.id"), nullable=False),
    Column("topic", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("confirmed_by", BigInteger, ForeignKey("people_user.id")),
    moment("confirmed_at"),
    UniqueConstraint("process_id", "site_id", "step_key", "topic"),
    CheckConstraint(
        "topic IN ('process', 'customer_service', 'timing', 'hr', 'finance', 'it', 'performance')", name="one_of_seven"
    ),
)
