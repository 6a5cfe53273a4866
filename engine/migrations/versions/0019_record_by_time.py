"""Indexes of the record of who did what in order of when it happened, which is not always that of the ids."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_KEYS: tuple[tuple[str, ...], ...] = (("case_id",), ("subject_kind", "subject_id"), ("by_user_id",), ("action",))


def upgrade() -> None:
    """Make those by time, and drop those by id."""
    op.drop_index("ix_audit_entry_happened_at", "audit_entry")
    op.create_index("ix_audit_entry_happened_at_id", "audit_entry", ["happened_at", "id"])
    for key in _KEYS:
        name = f"ix_audit_entry_{'_'.join(key)}"
        op.create_index(f"{name}_happened_at_id", "audit_entry", [*key, "happened_at", "id"])
        op.drop_index(f"{name}_id", "audit_entry")


def downgrade() -> None:
    """Make those by id again, and drop those by time."""
    for key in _KEYS:
        name = f"ix_audit_entry_{'_'.join(key)}"
        op.create_index(f"{name}_id", "audit_entry", [*key, "id"])
        op.drop_index(f"{name}_happened_at_id", "audit_entry")
    op.drop_index("ix_audit_entry_happened_at_id", "audit_entry")
    op.create_index("ix_audit_entry_happened_at", "audit_entry", ["happened_at"], postgresql_using="brin")
