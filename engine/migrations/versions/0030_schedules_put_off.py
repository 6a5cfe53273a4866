"""When a schedule is looked at again that a worker has claimed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; where it is empty, a schedule is looked at when it is due."""
    op.add_column("case_schedule", sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("case_schedule", "look_at")
