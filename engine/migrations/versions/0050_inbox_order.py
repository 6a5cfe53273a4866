"""The inbox in the order in which its person was told, not in that of its rows."""

from __future__ import annotations

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

INBOX = "notice_inbox"


def upgrade() -> None:
    """Index it by person and moment."""
    op.create_index("ix_notice_inbox_user_id_created_at", INBOX, ["user_id", "created_at", "id"])
    op.drop_index("ix_notice_inbox_user_id_id", INBOX)


def downgrade() -> None:
    """Index it by person and row."""
    op.create_index("ix_notice_inbox_user_id_id", INBOX, ["user_id", "id"])
    op.drop_index("ix_notice_inbox_user_id_created_at", INBOX)
