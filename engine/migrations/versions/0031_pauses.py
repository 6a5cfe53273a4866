"""Why the time of a case stands still and whose time that is; more time that was agreed, apart from what was due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_EVENT_TEXTS = ("party", "words", "agreed_with")


def upgrade() -> None:
    """Add the list of reasons, and what is kept of pauses and extensions."""
    op.create_table(
        "sla_pause_reason",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("party", sa.Text, nullable=False),
        sa.Column("long_after", sa.Integer, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sla_pause_reason"),
        sa.CheckConstraint(
            "party IN ('customer', 'third-party', 'front-office', 'back-office')", name="ck_sla_pause_reason_party"
        ),
    )
    for name in _EVENT_TEXTS:
        op.add_column("sla_clock_event", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column("sla_clock_event", sa.Column("contact_id", sa.BigInteger, nullable=True))
    op.add_column("sla_clock", sa.Column("unextended_due_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_sla_clock_event_paused", "sla_clock_event", ["at", "clock_id"], postgresql_where=sa.text("kind = 'paused'")
    )
    op.create_index(
        "ix_sla_clock_paused", "sla_clock", ["service_id", "id"], postgresql_where=sa.text("status = 'paused'")
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_index("ix_sla_clock_paused", "sla_clock")
    op.drop_index("ix_sla_clock_event_paused", "sla_clock_event")
    op.drop_column("sla_clock", "unextended_due_at")
    for name in ("contact_id", *_EVENT_TEXTS):
        op.drop_column("sla_clock_event", name)
    op.drop_table("sla_pause_reason")
