"""Leaner indexes of what is kept for good.

Those of the record have one column each, so that equal keys are kept once; what they find is put in order as it is
read, and where much is found the order in time is walked through instead. A row that is only ever found below another
has one key with it. No task is looked for by the engine's id but open ones.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_OPEN = sa.text("status IN ('open', 'claimed')")
_BELOW = {"case_answer": "case_id", "sla_clock_event": "clock_id"}
_BEFORE = {"case_answer": "case_answer_pkey", "sla_clock_event": "pk_sla_clock_event"}
_BY_TIME: dict[str, list[str]] = {
    "ix_audit_entry_case_id": ["case_id"],
    "ix_audit_entry_subject_kind_subject_id": ["subject_kind", "subject_id"],
    "ix_audit_entry_by_user_id": ["by_user_id"],
    "ix_audit_entry_action": ["action"],
}


def upgrade() -> None:
    """Make the lean ones, and drop the wide ones."""
    for column in ("case_id", "subject_id", "by_user_id", "action"):
        there = None if column == "action" else sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_audit_entry_{column}", "audit_entry", [column], postgresql_where=there)
    for name in _BY_TIME:
        op.drop_index(f"{name}_happened_at_id", "audit_entry")
    op.drop_constraint("pk_audit_entry", "audit_entry")
    op.create_primary_key("pk_audit_entry", "audit_entry", ["happened_at", "id"])
    op.drop_index("ix_audit_entry_happened_at_id", "audit_entry")
    for table, key in _BELOW.items():
        op.drop_constraint(_BEFORE[table], table)
        op.create_primary_key(f"pk_{table}", table, [key, "id"])
        op.drop_index(f"ix_{table}_{key}", table)
    op.create_index("ix_case_task_case_id", "case_task", ["case_id"])
    op.create_index("uq_case_task_open", "case_task", ["case_id", "engine_task"], unique=True, postgresql_where=_OPEN)
    op.drop_constraint("uq_case_task_case_id_engine_task", "case_task")


def downgrade() -> None:
    """Make the wide ones again."""
    op.create_unique_constraint("uq_case_task_case_id_engine_task", "case_task", ["case_id", "engine_task"])
    op.drop_index("uq_case_task_open", "case_task")
    op.drop_index("ix_case_task_case_id", "case_task")
    for table, key in _BELOW.items():
        op.create_index(f"ix_{table}_{key}", table, [key])
        op.drop_constraint(f"pk_{table}", table)
        op.create_primary_key(_BEFORE[table], table, ["id"])
    op.create_index("ix_audit_entry_happened_at_id", "audit_entry", ["happened_at", "id"])
    op.drop_constraint("pk_audit_entry", "audit_entry")
    op.create_primary_key("pk_audit_entry", "audit_entry", ["id"])
    for name, columns in _BY_TIME.items():
        op.create_index(f"{name}_happened_at_id", "audit_entry", [*columns, "happened_at", "id"])
    for column in ("case_id", "subject_id", "by_user_id", "action"):
        op.drop_index(f"ix_audit_entry_{column}", "audit_entry")
