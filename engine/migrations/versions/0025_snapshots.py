"""How a case stood before each of its latest steps was done, so that it can go back there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "case_snapshot",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger, nullable=False),
        sa.Column("task_id", sa.BigInteger, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("waiting", sa.ARRAY(sa.Text), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_snapshot"),
        sa.ForeignKeyConstraint(["case_id"], ["case_case.id"], name="fk_case_snapshot_case_id_case_case"),
        sa.ForeignKeyConstraint(["task_id"], ["case_task.id"], name="fk_case_snapshot_task_id_case_task"),
    )
    op.create_index("ix_case_snapshot_case_id", "case_snapshot", ["case_id", "id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("case_snapshot")
