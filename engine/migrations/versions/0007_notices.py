"""The tables of notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OUTBOX = "notice_outbox"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        OUTBOX,
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("case_id", sa.BigInteger),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("erased_at", sa.DateTime(timezone=True)),
        sa.Column("forget_due", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_outbox_key")),
        sa.CheckConstraint("state IN ('queued', 'sent', 'failed')", name=op.f("ck_notice_outbox_state")),
    )
    queued = sa.text("state = 'queued'")
    op.create_index("ix_notice_outbox_due", OUTBOX, ["next_try_at", "id"], postgresql_where=queued)
    op.create_index("ix_notice_outbox_case_id_id", OUTBOX, ["case_id", "id"])
    op.create_index("ix_notice_outbox_state_id", OUTBOX, ["state", "id"])
    op.create_index("ix_notice_outbox_forget", OUTBOX, ["id"], postgresql_where=sa.text("forget_due"))


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table(OUTBOX)
