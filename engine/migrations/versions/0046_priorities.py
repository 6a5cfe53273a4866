"""A task has a priority; a list kept to what is high, or low, is read from an index of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_OPEN = "status IN ('open', 'claimed')"
_ORDER: list[str | sa.TextClause] = ["team_id", sa.text("coalesce(due_at, 'infinity'::timestamptz)"), "id"]


def upgrade() -> None:
    """Add it."""
    op.add_column("case_task", sa.Column("priority", sa.SmallInteger, nullable=False, server_default="50"))
    op.create_check_constraint(op.f("ck_case_task_priority"), "case_task", "priority BETWEEN 0 AND 100")
    for name, which in (("high", "priority > 50"), ("low", "priority < 50")):
        op.create_index(f"ix_case_task_{name}", "case_task", _ORDER, postgresql_where=sa.text(f"{_OPEN} AND {which}"))


def downgrade() -> None:
    """Take it away."""
    for name in ("low", "high"):
        op.drop_index(f"ix_case_task_{name}", "case_task")
    op.drop_column("case_task", "priority")
