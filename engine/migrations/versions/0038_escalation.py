"""Ladders of escalation, and what was escalated by them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LADDER, VERSION, ESCALATION = "sla_ladder", "sla_ladder_version", "sla_escalation"


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        LADDER,
        _id(),
        sa.Column("service_id", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_ladder")),
        sa.UniqueConstraint("service_id", name=op.f("uq_sla_ladder_service_id"), postgresql_nulls_not_distinct=True),
    )
    op.create_table(
        VERSION,
        _id(),
        sa.Column("ladder_id", sa.BigInteger, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("valid_from", MOMENT, nullable=False),
        sa.Column("rungs", JSONB, nullable=False),
        sa.Column("early", sa.Boolean, nullable=False),
        sa.Column("tells_customer", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_by", sa.BigInteger),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_ladder_version")),
        sa.UniqueConstraint("ladder_id", "number", name=op.f("uq_sla_ladder_version_ladder_id_number")),
        sa.ForeignKeyConstraint(["ladder_id"], ["sla_ladder.id"], name=op.f("fk_sla_ladder_version_ladder_id")),
    )
    op.create_index("ix_sla_ladder_version_early", VERSION, ["id"], postgresql_where="early")
    op.create_table(
        ESCALATION,
        _id(),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("clock_id", "ladder_version_id")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("rung", "cycle")),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("at", "due_at", "recorded_at")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("who", "told_as")),
        sa.Column("told", ARRAY(sa.BigInteger), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_escalation")),
        sa.UniqueConstraint("clock_id", "rung", "cycle", name=op.f("uq_sla_escalation_clock_id_rung_cycle")),
        sa.ForeignKeyConstraint(["clock_id"], ["sla_clock.id"], name=op.f("fk_sla_escalation_clock_id")),
        sa.ForeignKeyConstraint(
            ["ladder_version_id"], ["sla_ladder_version.id"], name=op.f("fk_sla_escalation_ladder_version_id")
        ),
    )
    op.create_index("ix_notice_inbox_clock_id", "notice_inbox", ["clock_id"], postgresql_where="read_at IS NULL")


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_notice_inbox_clock_id", "notice_inbox")
    for table in (ESCALATION, VERSION, LADDER):
        op.drop_table(table)
