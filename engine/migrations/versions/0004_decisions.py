"""The tables of decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _decisions()


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("decision_validity")
    op.drop_table("decision_version")
    op.drop_table("decision_decision")


def _decisions() -> None:
    op.create_table(
        "decision_decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["people_service.id"], name="fk_decision_decision_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decision_decision"),
        sa.UniqueConstraint("key", name="uq_decision_decision_key"),
    )
    op.create_index("ix_decision_decision_service_id", "decision_decision", ["service_id"], unique=False)
    op.create_table(
        "decision_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("file_digest", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("original", sa.LargeBinary(), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["people_service.id"], name="fk_decision_version_service_id"),
        sa.ForeignKeyConstraint(["uploaded_by"], ["people_user.id"], name="fk_decision_version_uploaded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_decision_version"),
        sa.UniqueConstraint("service_id", "file_digest", name="uq_decision_version_service_id_file_digest"),
    )
    op.create_table(
        "decision_validity",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decision_decision.id"], name="fk_decision_validity_decision_id"),
        sa.ForeignKeyConstraint(["version_id"], ["decision_version.id"], name="fk_decision_validity_version_id"),
        sa.ForeignKeyConstraint(["added_by"], ["people_user.id"], name="fk_decision_validity_added_by"),
        sa.ForeignKeyConstraint(["approved_by"], ["people_user.id"], name="fk_decision_validity_approved_by"),
        sa.PrimaryKeyConstraint("id", name="pk_decision_validity"),
        sa.UniqueConstraint("decision_id", "number", name="uq_decision_validity_decision_id_number"),
    )
    op.create_index(
        "ix_decision_validity_decision_id_valid_from", "decision_validity", ["decision_id", "valid_from"], unique=False
    )
    op.create_index("ix_decision_validity_version_id", "decision_validity", ["version_id"], unique=False)
