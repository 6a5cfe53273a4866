"""When a session was last used, so that one nobody uses ends; those that go on count as used now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the database fills it in for a program that does not know it yet."""
    seen_at = sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()"))
    op.add_column("people_session", seen_at)


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("people_session", "seen_at")
