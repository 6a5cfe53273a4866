"""The times at which processes start cases by themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "case_schedule",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("version_id", sa.BigInteger, nullable=False),
        sa.Column("element", sa.Text, nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.Column("every", sa.Text, nullable=False),
        sa.Column("left", sa.Integer),
        sa.Column("missed", sa.Integer, nullable=False, server_default="0"),
        sa.Column("problem", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_case_schedule"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["definition_version.id"], name="fk_case_schedule_version_id_definition_version"
        ),
        sa.UniqueConstraint("version_id", "element", name="uq_case_schedule_version_id_element"),
    )
    op.create_index(
        "ix_case_schedule_next_at", "case_schedule", ["next_at"], postgresql_where=sa.text("next_at IS NOT NULL")
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("case_schedule")
