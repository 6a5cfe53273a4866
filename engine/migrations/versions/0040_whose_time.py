"""Whose time the time of a case was, and when a task was needed no more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and what tells which clocks still have to be divided: every one that was met so far."""
    op.create_table(
        "sla_clock_share",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("clock_id", sa.BigInteger, nullable=False),
        sa.Column("party", sa.Text, nullable=False),
        sa.Column("seconds", sa.BigInteger, nullable=False),
        sa.Column("working_seconds", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["sla_clock.id"], name="fk_sla_clock_share_clock_id_sla_clock"),
        sa.UniqueConstraint("clock_id", "party", name="uq_sla_clock_share_clock_id_party"),
        sa.CheckConstraint(
            "party IN ('customer', 'third-party', 'front-office', 'back-office', 'nobody')",
            name="ck_sla_clock_share_party",
        ),
    )
    op.add_column("sla_clock", sa.Column("divided", sa.Boolean, nullable=False, server_default=sa.text("false")))
    op.create_index(
        "ix_sla_clock_undivided",
        "sla_clock",
        ["id"],
        postgresql_where=sa.text("kind = 'case' AND status = 'met' AND NOT divided"),
    )
    op.add_column("case_task", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("case_task", "cancelled_at")
    op.drop_index("ix_sla_clock_undivided", "sla_clock")
    op.drop_column("sla_clock", "divided")
    op.drop_table("sla_clock_share")
