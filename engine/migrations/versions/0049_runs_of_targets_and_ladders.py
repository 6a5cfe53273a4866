"""Edits of targets and ladders, which the clocks that run follow in batches, as those of calendars."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_RUN = "sla_replan"
_OF_CALENDARS = ("calendar_id", "week", "days", "bank_holidays")
_OF = (("target_id", "sla_target"), ("ladder_id", "sla_ladder"))
_COUNTS = ("kept", "ended")


def upgrade() -> None:
    """Let a run be about a target or a ladder instead of a calendar."""
    op.add_column(_RUN, sa.Column("kind", sa.Text, nullable=False, server_default="calendar"))
    op.alter_column(_RUN, "kind", server_default=None)
    for name in _OF_CALENDARS:
        op.alter_column(_RUN, name, nullable=True)
    for name, table in _OF:
        op.add_column(_RUN, sa.Column(name, sa.BigInteger))
        op.create_foreign_key(f"fk_sla_replan_{name}", _RUN, table, [name], ["id"])
        op.create_index(f"ix_sla_replan_{name}_id", _RUN, [name, "id"], postgresql_where=sa.text(f"{name} IS NOT NULL"))
    op.add_column(_RUN, sa.Column("terms", JSONB))
    op.add_column(_RUN, sa.Column("begins_at", sa.DateTime(timezone=True)))
    for name in _COUNTS:
        op.add_column(_RUN, sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.create_check_constraint("ck_sla_replan_kind", _RUN, "kind IN ('calendar', 'target', 'ladder')")
    op.create_check_constraint("ck_sla_replan_one_thing", _RUN, "num_nonnulls(calendar_id, target_id, ladder_id) = 1")


def downgrade() -> None:
    """Forget the runs of targets and ladders."""
    op.execute("DELETE FROM sla_replan WHERE kind <> 'calendar'")
    for name in ("ck_sla_replan_one_thing", "ck_sla_replan_kind"):
        op.drop_constraint(name, _RUN, type_="check")
    for name in (*_COUNTS, "begins_at", "terms"):
        op.drop_column(_RUN, name)
    for name, _ in _OF:
        op.drop_index(f"ix_sla_replan_{name}_id", _RUN)
        op.drop_column(_RUN, name)
    for name in _OF_CALENDARS:
        op.alter_column(_RUN, name, nullable=False)
    op.drop_column(_RUN, "kind")
