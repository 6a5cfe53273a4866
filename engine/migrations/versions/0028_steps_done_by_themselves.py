"""The steps of a case that were done by themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of the cases there are it is not known."""
    op.add_column("case_state", sa.Column("ran", ARRAY(sa.Text), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("case_state", "ran")
