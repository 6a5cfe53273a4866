"""Service standards: what share of the work is to be done in what time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "sla_standard",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("service_id", sa.BigInteger, nullable=True),
        sa.Column("process_id", sa.BigInteger, nullable=True),
        sa.Column("step_key", sa.Text, nullable=False),
        sa.UniqueConstraint("key", name="uq_sla_standard_key"),
        sa.CheckConstraint("kind IN ('case', 'step', 'hand-off', 'contact')", name="ck_sla_standard_kind"),
    )
    op.create_table(
        "sla_standard_version",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("standard_id", sa.BigInteger, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("share", sa.Numeric(5, 2), nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("calendar", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_by", sa.BigInteger, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["sla_standard.id"], name="fk_sla_standard_version_standard_id_sla_standard"
        ),
        sa.UniqueConstraint("standard_id", "number", name="uq_sla_standard_version_standard_id_number"),
        sa.CheckConstraint("share > 0 AND share <= 100", name="ck_sla_standard_version_share"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("sla_standard_version")
    op.drop_table("sla_standard")
