"""The table of jobs: what cases ask of systems."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

JOB = "case_job"
CLAIMABLE = "status IN ('due', 'locked')"


def upgrade() -> None:
    """Make the table."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        JOB,
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("engine_task", "element", "name", "kind", "topic")),
        sa.Column("service_id", sa.BigInteger, nullable=False),
        sa.Column("site_id", sa.BigInteger, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("inputs", JSONB, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("worker", sa.Text, nullable=False, server_default=""),
        sa.Column("worker_user_id", sa.BigInteger),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("retries", sa.Integer, nullable=False),
        sa.Column("retries_left", sa.Integer, nullable=False),
        sa.Column("last_error", sa.Text, nullable=False, server_default=""),
        sa.Column("tried_at", moment),
        sa.Column("done_at", moment),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_job")),
        sa.UniqueConstraint("case_id", "engine_task", name=op.f("uq_case_job_case_id_engine_task")),
        sa.CheckConstraint("kind IN ('callable', 'http', 'external')", name=op.f("ck_case_job_kind")),
        sa.CheckConstraint(
            "status IN ('due', 'locked', 'held', 'done', 'failed', 'cancelled')", name=op.f("ck_case_job_status")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_case_job_{column}"))
            for column, table in (
                ("case_id", "case_case"),
                ("service_id", "people_service"),
                ("site_id", "people_site"),
                ("worker_user_id", "people_user"),
            )
        ),
    )
    ours = sa.text(f"kind <> 'external' AND {CLAIMABLE}")
    theirs = sa.text(f"kind = 'external' AND {CLAIMABLE}")
    op.create_index("ix_case_job_due", JOB, ["due_at", "id"], postgresql_where=ours)
    op.create_index("ix_case_job_topic", JOB, ["topic", "due_at", "id"], postgresql_where=theirs)


def downgrade() -> None:
    """Drop the table."""
    op.drop_table(JOB)
