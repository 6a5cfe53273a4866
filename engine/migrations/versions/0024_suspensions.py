"""Cases that stand still for a while, each with since when, why and by whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "case_suspension",
        sa.Column("case_id", sa.BigInteger, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.BigInteger, nullable=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_suspension"),
        sa.ForeignKeyConstraint(["case_id"], ["case_case.id"], name="fk_case_suspension_case_id_case_case"),
        sa.ForeignKeyConstraint(["by_user_id"], ["people_user.id"], name="fk_case_suspension_by_user_id_people_user"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("case_suspension")
