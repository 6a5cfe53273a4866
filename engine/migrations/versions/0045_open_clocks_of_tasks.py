"""Only open clocks are looked for by their task; those that have stopped are found by their case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_NAME, _TABLE, _COLUMN = "ix_sla_clock_task_id", "sla_clock", ["task_id"]


def upgrade() -> None:
    """Put the index of the open ones in place of that of all."""
    op.drop_index(_NAME, _TABLE)
    op.create_index(_NAME, _TABLE, _COLUMN, postgresql_where=sa.text("stopped_at IS NULL"))


def downgrade() -> None:
    """Put the index of all back."""
    op.drop_index(_NAME, _TABLE)
    op.create_index(_NAME, _TABLE, _COLUMN)
