"""Indexes by which the steps of a team's list are found one from the other, and the open cases that a person owns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_index(
        "ix_case_task_step",
        "case_task",
        ["team_id", "process_id", "step_key", sa.text("coalesce(due_at, 'infinity'::timestamptz)"), "id"],
        postgresql_where=sa.text("status IN ('open', 'claimed')"),
    )
    op.create_index("ix_case_case_owner_id", "case_case", ["owner_id"], postgresql_where=sa.text("ended_at IS NULL"))


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_case_case_owner_id", "case_case")
    op.drop_index("ix_case_task_step", "case_task")
