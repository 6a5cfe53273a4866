"""Indexes for what the pages ask: what repeats a contact, and what happened in a period."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    op.create_index(
        "ix_contact_contact_repeat_of_id",
        "contact_contact",
        ["repeat_of_id"],
        postgresql_where=sa.text("repeat_of_id IS NOT NULL"),
    )
    op.create_index("ix_audit_entry_happened_at", "audit_entry", ["happened_at"], postgresql_using="brin")


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_audit_entry_happened_at", "audit_entry")
    op.drop_index("ix_contact_contact_repeat_of_id", "contact_contact")
