"""Ended cases are put away: what they know and were answered is packed into one row, by the worker, a day later.

Those that have ended already are due a day after this, so that programs of the release before, which may still run
meanwhile, can read them to the end. The worker does them some at a time.
"""

from __future__ import annotations

import zlib

import orjson
import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_STATE, _INDEX = "case_state", "ix_case_state_put_away_at"
_PACKED = "SELECT case_id, data FROM case_state WHERE get_byte(data, 0) <> ascii('{')"
_UNPACK = "UPDATE case_state SET data = :data WHERE case_id = :case_id"
_ANSWER = """
INSERT INTO case_answer (case_id, task_id, given_at, answers, restricted)
VALUES (:case_id, :task_id, CAST(:given_at AS timestamptz), CAST(:answers AS jsonb), CAST(:restricted AS jsonb))
"""


def upgrade() -> None:
    """Make the moment at which a case is due, and its index."""
    op.add_column(_STATE, sa.Column("put_away_at", sa.DateTime(timezone=True)))
    op.execute(
        "UPDATE case_state SET put_away_at = now() + interval '1 day' FROM case_case "
        "WHERE id = case_id AND ended_at IS NOT NULL"
    )
    op.create_index(_INDEX, _STATE, ["put_away_at"], postgresql_where=sa.text("put_away_at IS NOT NULL"))


def downgrade() -> None:
    """Unpack what was put away, and drop them; the document of an ended case is not made again."""
    connection = op.get_bind()
    for case_id, packed in connection.execute(sa.text(_PACKED)).all():
        kept = orjson.loads(zlib.decompress(packed))
        connection.execute(sa.text(_UNPACK), {"case_id": case_id, "data": orjson.dumps(kept["data"])})
        for task_id, given_at, answers, restricted in kept["answers"]:
            texts = {"answers": orjson.dumps(answers).decode(), "restricted": orjson.dumps(restricted).decode()}
            given = {"case_id": case_id, "task_id": task_id, "given_at": given_at, **texts}
            connection.execute(sa.text(_ANSWER), given)
    op.drop_index(_INDEX, _STATE)
    op.drop_column(_STATE, "put_away_at")
