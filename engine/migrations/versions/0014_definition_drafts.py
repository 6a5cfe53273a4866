"""Uploads that wait for the analyst's confirmation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "definition_draft",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("service_id", sa.BigInteger, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("variant", sa.Text, nullable=False),
        sa.Column("areas", ARRAY(sa.Text), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("attached", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_definition_draft"),
        sa.ForeignKeyConstraint(["user_id"], ["people_user.id"], name="fk_definition_draft_user_id_people_user"),
        sa.ForeignKeyConstraint(
            ["service_id"], ["people_service.id"], name="fk_definition_draft_service_id_people_service"
        ),
    )
    op.create_index("ix_definition_draft_user_id", "definition_draft", ["user_id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("definition_draft")
