"""The words by which a process is found: what customers call it, its documentation, and an index of all its words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_FILL = """
UPDATE definition_process SET words =
    setweight(to_tsvector('simple', definition_process.name), 'A')
    || setweight(to_tsvector('english', definition_process.name), 'A')
    || setweight(to_tsvector('english', steps.names), 'C')
FROM (
    SELECT version.process_id, string_agg(step.name, ' . ') AS names
    FROM definition_version AS version JOIN definition_step AS step ON step.version_id = version.id
    WHERE version.stage = 'live' AND version.approved_at IS NOT NULL
    GROUP BY version.process_id
) AS steps
WHERE steps.process_id = definition_process.id
"""


def upgrade() -> None:
    """Add the columns; processes that are live already are found by their name and steps until they are marked."""
    for table, name in (("definition_version", "documentation"), ("definition_mark", "everyday_words")):
        op.add_column(table, sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("definition_process", sa.Column("words", TSVECTOR(), nullable=True))
    op.execute(_FILL)
    op.create_index("ix_definition_process_words", "definition_process", ["words"], postgresql_using="gin")


def downgrade() -> None:
    """Drop the columns."""
    op.drop_column("definition_process", "words")
    op.drop_column("definition_mark", "everyday_words")
    op.drop_column("definition_version", "documentation")
