"""What one person did is found in the order of time, however little or much of it there is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_THERE = sa.text("by_user_id IS NOT NULL")


def upgrade() -> None:
    """Make the index that has the time as well."""
    op.create_index(
        "ix_audit_entry_by_user_id_happened_at", "audit_entry", ["by_user_id", "happened_at"], postgresql_where=_THERE
    )
    op.drop_index("ix_audit_entry_by_user_id", "audit_entry")


def downgrade() -> None:
    """Make the one without."""
    op.create_index("ix_audit_entry_by_user_id", "audit_entry", ["by_user_id"], postgresql_where=_THERE)
    op.drop_index("ix_audit_entry_by_user_id_happened_at", "audit_entry")
