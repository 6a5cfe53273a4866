"""The one row of an installation that holds the invented council, and how much of its year has been made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "demo_council",
        sa.Column("one", sa.Boolean, nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("people", ARRAY(sa.BigInteger), nullable=False),
        sa.Column("cases_wanted", sa.Integer, nullable=False),
        sa.Column("cases_made", sa.Integer, nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("one", name="pk_demo_council"),
        sa.CheckConstraint("one", name="ck_demo_council_one"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("demo_council")
