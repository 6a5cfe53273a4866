"""Promises that will be missed, and what was done about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WARNING = "sla_warning"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        WARNING,
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("clock_id", "case_id")),
        sa.Column("cycle", sa.Integer, nullable=False),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("due_at", "asked_at")),
        sa.Column("write_at", MOMENT),
        sa.Column("proposed_on", sa.Date, nullable=False),
        sa.Column("told", ARRAY(sa.BigInteger), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("new_date", sa.Date),
        sa.Column("settled_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_warning")),
        sa.UniqueConstraint("clock_id", "cycle", name=op.f("uq_sla_warning_clock_id_cycle")),
        sa.CheckConstraint(
            "state IN ('asked', 'written', 'told', 'called', 'in-time', 'over')", name=op.f("ck_sla_warning_state")
        ),
        sa.ForeignKeyConstraint(["clock_id"], ["sla_clock.id"], name=op.f("fk_sla_warning_clock_id")),
    )
    op.create_index("ix_sla_warning_case_id", WARNING, ["case_id"])
    op.create_index("ix_sla_warning_write_at", WARNING, ["write_at"], postgresql_where="write_at IS NOT NULL")


def downgrade() -> None:
    """Drop it."""
    op.drop_table(WARNING)
