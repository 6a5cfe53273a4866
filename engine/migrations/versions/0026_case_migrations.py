"""Moving running cases to another version of their process: each run, and what came of each of its cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_KEYS = (
    ("process_id", "definition_process"),
    ("service_id", "people_service"),
    ("from_version_id", "definition_version"),
    ("to_version_id", "definition_version"),
    ("by_user_id", "people_user"),
)
_OF = (("migration_id", "case_migration"), ("case_id", "case_case"))


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "case_migration",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=name == "by_user_id") for name, _ in _KEYS),
        sa.Column("mapping", JSONB, nullable=False),
        sa.Column("dry_run", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_case_migration"),
        *(sa.ForeignKeyConstraint([one], [f"{of}.id"], name=f"fk_case_migration_{one}_{of}") for one, of in _KEYS),
    )
    unfinished = sa.text("finished_at IS NULL")
    op.create_index("ix_case_migration_unfinished", "case_migration", ["id"], postgresql_where=unfinished)
    op.create_table(
        "case_migrated_case",
        *(sa.Column(name, sa.BigInteger, nullable=False) for name, _ in _OF),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False, server_default=""),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("migration_id", "case_id", name="pk_case_migrated_case"),
        *(sa.ForeignKeyConstraint([one], [f"{of}.id"], name=f"fk_case_migrated_case_{one}_{of}") for one, of in _OF),
    )
    waiting = sa.text("status = 'waiting'")
    keys = ["migration_id", "case_id"]
    op.create_index("ix_case_migrated_case_waiting", "case_migrated_case", keys, postgresql_where=waiting)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("case_migrated_case")
    op.drop_table("case_migration")
