"""The tables of definitions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


_KEEP = """
CREATE FUNCTION definition_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A deployed version does not change: deploy a new one.';
END $$
"""
_VERSION = """
CREATE TRIGGER definition_version_keep
BEFORE UPDATE OF process_id, variant_id, number, stage, digest, forms_digest, original, xml, bpmn_process_id,
    start_fields, uploaded_by
ON definition_version FOR EACH ROW EXECUTE FUNCTION definition_keep()
"""
_STEP = """
CREATE TRIGGER definition_step_keep BEFORE UPDATE ON definition_step FOR EACH ROW EXECUTE FUNCTION definition_keep()
"""


def upgrade() -> None:
    """Make the tables."""
    _processes()
    _versions()
    _steps()
    _marks()
    for statement in (_KEEP, _VERSION, _STEP):
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("definition_mark")
    op.drop_table("definition_form")
    op.drop_table("definition_step")
    op.drop_table("definition_version")
    op.drop_table("definition_variant")
    op.drop_table("definition_process")
    op.execute("DROP FUNCTION definition_keep()")


def _processes() -> None:
    op.create_table(
        "definition_process",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["people_service.id"], name="fk_definition_process_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_definition_process"),
        sa.UniqueConstraint("key", name="uq_definition_process_key"),
    )
    op.create_index("ix_definition_process_service_id", "definition_process", ["service_id"], unique=False)
    op.create_table(
        "definition_variant",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("process_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("areas", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["process_id"], ["definition_process.id"], name="fk_definition_variant_process_id"),
        sa.PrimaryKeyConstraint("id", name="pk_definition_variant"),
        sa.UniqueConstraint("process_id", "key", name="uq_definition_variant_process_id_key"),
    )


def _versions() -> None:
    op.create_table(
        "definition_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("process_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("forms_digest", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("original", sa.LargeBinary(), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("bpmn_process_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("start_fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("stage IN ('check', 'live')", name="ck_definition_version_stage"),
        sa.ForeignKeyConstraint(["approved_by"], ["people_user.id"], name="fk_definition_version_approved_by"),
        sa.ForeignKeyConstraint(["process_id"], ["definition_process.id"], name="fk_definition_version_process_id"),
        sa.ForeignKeyConstraint(["uploaded_by"], ["people_user.id"], name="fk_definition_version_uploaded_by"),
        sa.ForeignKeyConstraint(["variant_id"], ["definition_variant.id"], name="fk_definition_version_variant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_definition_version"),
        sa.UniqueConstraint("variant_id", "number", name="uq_definition_version_variant_id_number"),
    )
    op.create_index(
        "ix_definition_version_process_id_approved_at",
        "definition_version",
        ["process_id", "approved_at"],
        unique=False,
    )


def _steps() -> None:
    op.create_table(
        "definition_step",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("step_key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("documentation", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["definition_version.id"], name="fk_definition_step_version_id"),
        sa.PrimaryKeyConstraint("version_id", "element_id", name="pk_definition_step"),
        sa.UniqueConstraint("version_id", "step_key", name="uq_definition_step_version_id_step_key"),
    )
    op.create_table(
        "definition_form",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["definition_version.id"], name="fk_definition_form_version_id"),
        sa.PrimaryKeyConstraint("version_id", "key", name="pk_definition_form"),
    )


def _marks() -> None:
    op.create_table(
        "definition_mark",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("process_id", sa.BigInteger(), nullable=False),
        sa.Column("step_key", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("once_and_done", sa.Boolean(), nullable=False),
        sa.Column("must_stay", sa.Boolean(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("duty_owner", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("needs_presence", sa.Boolean(), nullable=False),
        sa.Column("needs_evidence", sa.Boolean(), nullable=False),
        sa.Column("channels", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("preferred_channel", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("guidance", sa.Text(), nullable=False),
        sa.Column("customer_wording", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people_user.id"], name="fk_definition_mark_changed_by"),
        sa.ForeignKeyConstraint(["process_id"], ["definition_process.id"], name="fk_definition_mark_process_id"),
        sa.PrimaryKeyConstraint("id", name="pk_definition_mark"),
    )
    op.create_index(
        "ix_definition_mark_process_id_step_key", "definition_mark", ["process_id", "step_key"], unique=False
    )
    op.create_index(
        "uq_definition_mark_today",
        "definition_mark",
        ["process_id", "step_key"],
        unique=True,
        postgresql_where=sa.text("valid_to IS NULL"),
    )
