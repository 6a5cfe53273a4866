"""Libraries beside decisions: files of functions and types, kept by service and namespace."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_TABLE, _KEY, _LIBRARY_KEY = "decision_decision", "uq_decision_decision_key", "uq_decision_library_key"


def upgrade() -> None:
    """Say of each row what it is: every one so far is a decision. Only decisions have a key of their own everywhere."""
    op.add_column(_TABLE, sa.Column("kind", sa.Text(), nullable=False, server_default=sa.text("'decision'")))
    op.create_check_constraint("ck_decision_decision_kind", _TABLE, "kind IN ('decision', 'library')")
    op.drop_constraint(_KEY, _TABLE)
    op.create_index(_KEY, _TABLE, ["key"], unique=True, postgresql_where=sa.text("kind = 'decision'"))
    columns = ["service_id", "key"]
    op.create_index(_LIBRARY_KEY, _TABLE, columns, unique=True, postgresql_where=sa.text("kind = 'library'"))


def downgrade() -> None:
    """Take the libraries away, and what tells them from decisions."""
    op.execute(
        "DELETE FROM decision_validity USING decision_decision AS line "
        "WHERE line.id = decision_id AND line.kind = 'library'"
    )
    op.execute("DELETE FROM decision_decision WHERE kind = 'library'")
    op.drop_index(_LIBRARY_KEY, _TABLE)
    op.drop_index(_KEY, _TABLE)
    op.create_unique_constraint(_KEY, _TABLE, ["key"])
    op.drop_column(_TABLE, "kind")
