"""Edits of calendars that are previewed and applied, and the clocks that are re-planned after them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_KINDS = "'started', 'resumed', 'extended', 'paused', 'at-risk', 'breached', 'met', 'cancelled'"
_COUNTS = ("clocks", "looked_at", "paused", "later", "sooner", "overdue", "replanned", "moved")
_STATUSES = "'previewing', 'previewed', 'applying', 'applied'"


def upgrade() -> None:
    """Make the table, and room in the events of clocks for what a re-plan changed."""
    op.create_table(
        "sla_replan",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("calendar_id", sa.BigInteger, nullable=False),
        sa.Column("from_version", sa.Integer, nullable=False),
        sa.Column("to_version", sa.Integer, nullable=True),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("week", JSONB, nullable=False),
        sa.Column("days", JSONB, nullable=False),
        sa.Column("bank_holidays", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("proposed_by", sa.BigInteger, nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by", sa.BigInteger, nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("after_id", sa.BigInteger, nullable=False, server_default="0"),
        *(sa.Column(name, sa.Integer, nullable=False, server_default="0") for name in _COUNTS),
        sa.Column("groups", JSONB, nullable=False, server_default="[]"),
        sa.Column("most_moved", JSONB, nullable=False, server_default="[]"),
        sa.PrimaryKeyConstraint("id", name="pk_sla_replan"),
        sa.ForeignKeyConstraint(["calendar_id"], ["sla_calendar.id"], name="fk_sla_replan_calendar_id"),
        sa.CheckConstraint(f"status IN ({_STATUSES})", name="ck_sla_replan_status"),
    )
    op.create_index("ix_sla_replan_calendar_id_id", "sla_replan", ["calendar_id", "id"])
    for column in (
        sa.Column("was_version", sa.Integer, nullable=True),
        sa.Column("calendar_version", sa.Integer, nullable=True),
        sa.Column("was_due_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("sla_clock_event", column)
    _allow(f"{_KINDS}, 'replanned'")
    op.create_index(
        "ix_sla_clock_calendar_id_calendar_version_id",
        "sla_clock",
        ["calendar_id", "calendar_version", "id"],
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.create_index(
        "ix_sla_clock_event_moving",
        "sla_clock_event",
        ["clock_id"],
        postgresql_where=sa.text("kind IN ('paused', 'resumed', 'extended')"),
    )


def downgrade() -> None:
    """Drop them; the events that tell of re-plans go with them."""
    op.drop_index("ix_sla_clock_event_moving", "sla_clock_event")
    op.drop_index("ix_sla_clock_calendar_id_calendar_version_id", "sla_clock")
    op.execute("DELETE FROM sla_clock_event WHERE kind = 'replanned'")
    _allow(_KINDS)
    for name in ("was_due_at", "calendar_version", "was_version"):
        op.drop_column("sla_clock_event", name)
    op.drop_table("sla_replan")


def _allow(kinds: str) -> None:
    op.drop_constraint("ck_sla_clock_event_kind", "sla_clock_event")
    op.create_check_constraint("ck_sla_clock_event_kind", "sla_clock_event", f"kind IN ({kinds})")
