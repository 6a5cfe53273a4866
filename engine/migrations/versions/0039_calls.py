"""Cases that were called by other cases, and what versions call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_KEPT = """
CREATE TRIGGER definition_version_keep
BEFORE UPDATE OF process_id, variant_id, number, {more}digest, forms_digest, original, xml, bpmn_process_id,
    start_fields, uploaded_by
ON definition_version FOR EACH ROW EXECUTE FUNCTION definition_keep()
"""
_STAGE = """
CREATE TRIGGER definition_version_keep_stage
BEFORE UPDATE OF stage ON definition_version FOR EACH ROW
WHEN (OLD.stage <> NEW.stage AND NOT (OLD.stage = 'check' AND NEW.stage = 'live' AND NEW.calls <> '{}'::text[]))
EXECUTE FUNCTION definition_keep()
"""
"""A version that waited for a process which it calls becomes ready to run when that comes."""


def upgrade() -> None:
    """Add the columns and the table; of the cases there are, none was called."""
    op.add_column("definition_version", sa.Column("tag", sa.Text, nullable=False, server_default=""))
    op.add_column("definition_version", sa.Column("calls", ARRAY(sa.Text), nullable=False, server_default="{}"))
    op.create_index(
        "ix_definition_version_calls",
        "definition_version",
        ["calls"],
        postgresql_using="gin",
        postgresql_where=sa.text("calls <> '{}'::text[]"),
    )
    op.execute("DROP TRIGGER definition_version_keep ON definition_version")
    op.execute(_KEPT.format(more="tag, calls, "))
    op.execute(_STAGE)
    op.add_column("case_case", sa.Column("root_id", sa.BigInteger))
    op.create_foreign_key("fk_case_case_root_id_case_case", "case_case", "case_case", ["root_id"], ["id"])
    op.create_index("ix_case_case_root_id", "case_case", ["root_id"], postgresql_where=sa.text("root_id IS NOT NULL"))
    op.create_table(
        "case_call",
        sa.Column("case_id", sa.BigInteger, nullable=False),
        sa.Column("caller_id", sa.BigInteger, nullable=False),
        sa.Column("engine_task", sa.Text, nullable=False),
        sa.Column("element", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("lane_service_id", sa.BigInteger, nullable=False),
        sa.Column("depth", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_call"),
        sa.ForeignKeyConstraint(["case_id"], ["case_case.id"], name="fk_case_call_case_id_case_case"),
        sa.ForeignKeyConstraint(["caller_id"], ["case_case.id"], name="fk_case_call_caller_id_case_case"),
        sa.ForeignKeyConstraint(
            ["lane_service_id"], ["people_service.id"], name="fk_case_call_lane_service_id_people_service"
        ),
        sa.UniqueConstraint("caller_id", "engine_task", name="uq_case_call_caller_id_engine_task"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("case_call")
    op.drop_index("ix_case_case_root_id", "case_case")
    op.drop_column("case_case", "root_id")
    op.execute("DROP TRIGGER definition_version_keep_stage ON definition_version")
    op.execute("DROP TRIGGER definition_version_keep ON definition_version")
    op.execute(_KEPT.format(more="stage, "))
    op.drop_index("ix_definition_version_calls", "definition_version")
    op.drop_column("definition_version", "calls")
    op.drop_column("definition_version", "tag")
