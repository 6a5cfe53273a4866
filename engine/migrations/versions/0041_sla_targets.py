"""Targets as data: what is measured, in versions; what of a case they wait for; and whose target a clock runs by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_KINDS = ("started", "resumed", "extended", "paused", "at-risk", "breached", "met", "cancelled", "replanned")
_OF_TARGETS = ("sla_target", "sla_target_version")


def upgrade() -> None:
    """Make the tables and the columns; the clock of a whole case by a mark is what its customer was promised."""
    _targets()
    _watches()
    for column in _of_clock():
        op.add_column("sla_clock", column)
    op.create_foreign_key("fk_sla_clock_target_id", "sla_clock", "sla_target", ["target_id"], ["id"])
    op.create_index(
        "ix_sla_clock_contact_id", "sla_clock", ["contact_id"], postgresql_where=sa.text("contact_id IS NOT NULL")
    )
    op.create_index(
        "ix_sla_clock_target_id",
        "sla_clock",
        ["target_id", "id"],
        postgresql_where=sa.text("stopped_at IS NULL AND target_id IS NOT NULL"),
    )
    op.execute("UPDATE sla_clock SET told_due_at = COALESCE(due_at, first_due_at), published = kind = 'case'")
    _kinds((*_KINDS, "retargeted"))
    for table in _OF_TARGETS:
        op.execute(
            f"CREATE TRIGGER {table}_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION sla_calendars_changed()"
        )


def downgrade() -> None:
    """Drop them; what was retargeted is no longer told."""
    op.execute("DELETE FROM sla_clock_event WHERE kind = 'retargeted'")
    _kinds(_KINDS)
    for name in ("ix_sla_clock_target_id", "ix_sla_clock_contact_id"):
        op.drop_index(name, table_name="sla_clock")
    op.drop_constraint("fk_sla_clock_target_id", "sla_clock", type_="foreignkey")
    for column in reversed(_of_clock()):
        op.drop_column("sla_clock", column.name)
    for name in ("sla_watch", "sla_target_version", "sla_target"):
        op.drop_table(name)


def _targets() -> None:
    op.create_table(
        "sla_target",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("service_id", sa.BigInteger),
        sa.Column("process_key", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("from_team_id", sa.BigInteger),
        sa.Column("to_team_id", sa.BigInteger),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("statutory", sa.Boolean, nullable=False),
        sa.Column("published", sa.Boolean, nullable=False),
        sa.UniqueConstraint("key", name="uq_sla_target_key"),
        sa.CheckConstraint("kind IN ('case', 'step', 'hand-off', 'contact')", name="ck_sla_target_kind"),
    )
    op.create_table(
        "sla_target_version",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("target_id", sa.BigInteger, sa.ForeignKey("sla_target.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("goals", JSONB, nullable=False),
        sa.Column("conditions", JSONB, nullable=False),
        sa.Column("at_risk", JSONB, nullable=False),
        sa.Column("on_change", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_by", sa.BigInteger),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("target_id", "number", name="uq_sla_target_version_target_id_number"),
        sa.CheckConstraint("on_change IN ('carry', 'restart')", name="ck_sla_target_version_on_change"),
    )


def _watches() -> None:
    op.create_table(
        "sla_watch",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("case_id", sa.BigInteger, nullable=False),
        sa.Column("task_id", sa.BigInteger),
        sa.Column("target_id", sa.BigInteger, sa.ForeignKey("sla_target.id"), nullable=False),
        sa.Column("target_version", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("service_id", sa.BigInteger),
        sa.Column("team_id", sa.BigInteger),
        sa.Column("calendar", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("memory", JSONB, nullable=False),
    )
    op.create_index("ix_sla_watch_case_id", "sla_watch", ["case_id"])
    op.create_index("ix_sla_watch_target_id", "sla_watch", ["target_id"])


def _kinds(kinds: tuple[str, ...]) -> None:
    op.drop_constraint("ck_sla_clock_event_kind", "sla_clock_event", type_="check")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint("ck_sla_clock_event_kind", "sla_clock_event", f"kind IN ({listed})")


def _of_clock() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("contact_id", sa.BigInteger),
        sa.Column("target_id", sa.BigInteger),
        sa.Column("target_version", sa.Integer),
        sa.Column("goal", sa.Text, nullable=False, server_default=""),
        sa.Column("cycle", sa.Integer, nullable=False, server_default="1"),
        sa.Column("statutory", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("published", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("at_risk_share", sa.Float),
        sa.Column("at_risk_left", sa.Text, nullable=False, server_default=""),
        sa.Column("told_due_at", sa.DateTime(timezone=True)),
    )
