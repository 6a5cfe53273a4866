"""An index for the list of cases, the latest begun first."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_case_case_started", "case_case", ["started_at", "id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_case_case_started", "case_case")
