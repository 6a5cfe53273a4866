"""The audit table, and the trigger that lets nobody change or drop what is in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEEP = """
CREATE FUNCTION audit_entry_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.reason = '' AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The audit record is append-only: % is refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$
"""


def upgrade() -> None:
    """Make the table and its guard."""
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("by_user_id", sa.BigInteger),
        sa.Column("subject_kind", sa.Text),
        sa.Column("subject_id", sa.BigInteger),
        sa.Column("case_id", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_case_id_id", "audit_entry", ["case_id", "id"])
    op.create_index("ix_audit_entry_subject_kind_subject_id_id", "audit_entry", ["subject_kind", "subject_id", "id"])
    op.create_index("ix_audit_entry_by_user_id_id", "audit_entry", ["by_user_id", "id"])
    op.create_index("ix_audit_entry_action_id", "audit_entry", ["action", "id"])
    op.execute(_KEEP)
    op.execute(
        "CREATE TRIGGER audit_entry_keep_rows BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_keep()"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_keep_table BEFORE TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_keep()"
    )


def downgrade() -> None:
    """Drop the table and its guard."""
    op.drop_table("audit_entry")
    op.execute("DROP FUNCTION audit_entry_keep()")
