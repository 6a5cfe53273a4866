"""The inbox of each person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

INBOX = "notice_inbox"


def upgrade() -> None:
    """Make the table."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        INBOX,
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("key", "topic", "what", "do_next")),
        *(sa.Column(name, sa.BigInteger) for name in ("case_id", "task_id", "clock_id")),
        *(sa.Column(name, moment, nullable=False) for name in ("since", "created_at")),
        sa.Column("read_at", moment),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_inbox")),
        sa.UniqueConstraint("key", "user_id", name=op.f("uq_notice_inbox_key_user_id")),
        sa.ForeignKeyConstraint(["user_id"], ["people_user.id"], name=op.f("fk_notice_inbox_user_id")),
    )
    op.create_index("ix_notice_inbox_user_id_id", INBOX, ["user_id", "id"])
    op.create_index("ix_notice_inbox_unread", INBOX, ["user_id"], postgresql_where="read_at IS NULL")
    op.create_index("ix_notice_inbox_created_at", INBOX, ["created_at"])
    op.create_index("ix_notice_inbox_case_id", INBOX, ["case_id"], postgresql_where="case_id IS NOT NULL")


def downgrade() -> None:
    """Drop it."""
    op.drop_table(INBOX)
