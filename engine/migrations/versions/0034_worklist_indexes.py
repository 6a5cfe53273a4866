"""Indexes for a worklist that keeps to one service, and for one's own tasks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_OPEN = "status IN ('open', 'claimed')"
_URGENCY = sa.text("coalesce(due_at, 'infinity'::timestamptz)")


def upgrade() -> None:
    """Make them."""
    op.create_index(
        "ix_case_task_service",
        "case_task",
        ["team_id", "service_id", _URGENCY, "id"],
        postgresql_where=sa.text(_OPEN),
    )
    op.create_index(
        "ix_case_task_claimed_by",
        "case_task",
        ["claimed_by", _URGENCY, "id"],
        postgresql_where=sa.text(f"{_OPEN} AND claimed_by IS NOT NULL"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_case_task_claimed_by", "case_task")
    op.drop_index("ix_case_task_service", "case_task")
