"""What a person had typed into a form that was not sent before their session ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "people_unsent",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("words", JSONB, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people_unsent"),
        sa.ForeignKeyConstraint(["user_id"], ["people_user.id"], name="fk_people_unsent_user_id_people_user"),
    )
    op.create_index("ix_people_unsent_user_id", "people_unsent", ["user_id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("people_unsent")
