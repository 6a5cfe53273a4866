"""What is of high or low priority in one service is told apart within the index, without a look at each task."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

_OPEN = "status IN ('open', 'claimed')"
_WHICH = {"high": "priority > 50", "low": "priority < 50"}


def upgrade() -> None:
    """Make them with the service."""
    _make_anew(["service_id"])


def downgrade() -> None:
    """Make them without it."""
    _make_anew([])


def _make_anew(more: Sequence[str]) -> None:
    order: list[str | sa.TextClause] = ["team_id", sa.text("coalesce(due_at, 'infinity'::timestamptz)"), "id", *more]
    for name, which in _WHICH.items():
        op.drop_index(f"ix_case_task_{name}", "case_task")
        op.create_index(f"ix_case_task_{name}", "case_task", order, postgresql_where=sa.text(f"{_OPEN} AND {which}"))
