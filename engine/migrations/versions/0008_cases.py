"""The tables of cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_OPEN = sa.text("status IN ('open', 'claimed')")


def upgrade() -> None:
    """Make the tables."""
    _make_case()
    _make_state()
    _make_task()
    _make_answer_and_draft()
    _make_hand_off()
    _make_incident()


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _reference(name: str, target: str, *, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, sa.ForeignKey(target), nullable=nullable)


def _text(name: str, *, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _make_case() -> None:
    op.create_table(
        "case_case",
        _id(),
        _text("reference"),
        _reference("process_id", "definition_process.id", nullable=False),
        _reference("version_id", "definition_version.id", nullable=False),
        _reference("service_id", "people_service.id", nullable=False),
        _reference("site_id", "people_site.id", nullable=False),
        sa.Column("walk_through", sa.Boolean, nullable=False, server_default=sa.text("false")),
        _text("status"),
        _reference("owner_id", "people_user.id"),
        _reference("begun_by_team_id", "people_team.id"),
        sa.Column("contact_id", sa.BigInteger),
        sa.Column("customer_id", sa.BigInteger),
        sa.Column("property_id", sa.BigInteger),
        _moment("started_at"),
        _moment("ended_at", nullable=True),
        _text("outcome", default=""),
        _text("next_action", default=""),
        _reference("next_team_id", "people_team.id"),
        _moment("promised_at", nullable=True),
        _moment("fulfil_by"),
        _moment("erased_at", nullable=True),
        sa.UniqueConstraint("reference", name="uq_case_case_reference"),
    )
    op.create_index("ix_case_case_service_started", "case_case", ["service_id", "started_at"])
    op.create_index("ix_case_case_process_site", "case_case", ["process_id", "site_id", "started_at"])
    not_ended = sa.text("status <> 'ended'")
    op.create_index("ix_case_case_status_id", "case_case", ["status", "id"], postgresql_where=not_ended)
    for name in ("contact_id", "customer_id"):
        op.create_index(f"ix_case_case_{name}", "case_case", [name], postgresql_where=sa.text(f"{name} IS NOT NULL"))


def _make_state() -> None:
    op.create_table(
        "case_state",
        sa.Column("case_id", sa.BigInteger, sa.ForeignKey("case_case.id"), primary_key=True, autoincrement=False),
        sa.Column("state", sa.LargeBinary),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("waiting", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("messages", sa.ARRAY(sa.Text), nullable=False, server_default="{}"),
        _moment("due_at", nullable=True),
        sa.Column("row_version", sa.Integer, nullable=False, server_default="1"),
    )
    op.create_index(
        "ix_case_state_messages",
        "case_state",
        ["messages"],
        postgresql_using="gin",
        postgresql_where=sa.text("messages <> '{}'::text[]"),
    )
    op.create_index("ix_case_state_due_at", "case_state", ["due_at"], postgresql_where=sa.text("due_at IS NOT NULL"))


def _make_task() -> None:
    op.create_table(
        "case_task",
        _id(),
        _reference("case_id", "case_case.id", nullable=False),
        *(_text(name) for name in ("engine_task", "element", "step_key", "name")),
        _text("lane", default=""),
        _reference("process_id", "definition_process.id", nullable=False),
        _reference("service_id", "people_service.id", nullable=False),
        _reference("site_id", "people_site.id", nullable=False),
        _reference("team_id", "people_team.id", nullable=False),
        _text("office"),
        _text("route"),
        sa.Column("once_and_done", sa.Boolean, nullable=False),
        _text("stage"),
        _text("status"),
        _moment("opened_at"),
        _moment("due_at", nullable=True),
        _reference("claimed_by", "people_user.id"),
        _moment("claimed_at", nullable=True),
        _reference("done_by", "people_user.id"),
        _moment("done_at", nullable=True),
        sa.Column("contact_id", sa.BigInteger),
        sa.Column("row_version", sa.Integer, nullable=False, server_default="1"),
        sa.UniqueConstraint("case_id", "engine_task", name="uq_case_task_case_id_engine_task"),
    )
    urgency = sa.text("coalesce(due_at, 'infinity'::timestamptz)")
    op.create_index("ix_case_task_worklist", "case_task", ["team_id", urgency, "id"], postgresql_where=_OPEN)
    op.create_index("ix_case_task_reroute", "case_task", ["process_id", "step_key", "site_id"], postgresql_where=_OPEN)
    done = sa.text("status = 'done'")
    op.create_index("ix_case_task_done", "case_task", ["service_id", "done_at"], postgresql_where=done)


def _make_answer_and_draft() -> None:
    op.create_table(
        "case_answer",
        _id(),
        _reference("case_id", "case_case.id", nullable=False),
        _reference("task_id", "case_task.id"),
        _moment("given_at"),
        sa.Column("answers", JSONB, nullable=False),
        sa.Column("restricted", JSONB, nullable=False),
    )
    op.create_index("ix_case_answer_case_id", "case_answer", ["case_id"])
    op.create_table(
        "case_draft",
        sa.Column("task_id", sa.BigInteger, sa.ForeignKey("case_task.id"), primary_key=True, autoincrement=False),
        sa.Column("user_id", sa.BigInteger, sa.ForeignKey("people_user.id"), primary_key=True, autoincrement=False),
        sa.Column("answers", JSONB, nullable=False),
        _moment("saved_at"),
    )


def _make_hand_off() -> None:
    op.create_table(
        "case_hand_off",
        _id(),
        _reference("case_id", "case_case.id", nullable=False),
        _reference("task_id", "case_task.id", nullable=False),
        _reference("from_team_id", "people_team.id", nullable=False),
        _reference("to_team_id", "people_team.id", nullable=False),
        *(_text(name) for name in ("cause", "stage", "status")),
        _moment("handed_at"),
        _reference("handed_by", "people_user.id"),
        _text("reason", default=""),
        sa.Column("data_pack", sa.ARRAY(sa.Text), nullable=False),
        _moment("answered_at", nullable=True),
        _reference("answered_by", "people_user.id"),
        _text("return_reason", default=""),
    )
    waiting = sa.text("status = 'waiting'")
    op.create_index("ix_case_hand_off_case_id", "case_hand_off", ["case_id"])
    op.create_index("ix_case_hand_off_task", "case_hand_off", ["task_id"], postgresql_where=waiting)
    op.create_index("ix_case_hand_off_waiting", "case_hand_off", ["to_team_id", "handed_at"], postgresql_where=waiting)


def _make_incident() -> None:
    op.create_table(
        "case_incident",
        _id(),
        _reference("case_id", "case_case.id", nullable=False),
        _moment("happened_at"),
        _text("element"),
        _text("cause"),
        sa.Column("pending", JSONB, nullable=False),
        _moment("resolved_at", nullable=True),
        _reference("resolved_by", "people_user.id"),
    )
    unresolved = sa.text("resolved_at IS NULL")
    op.create_index("ix_case_incident_open", "case_incident", ["case_id"], postgresql_where=unresolved)


def downgrade() -> None:
    """Drop the tables."""
    for name in ("incident", "hand_off", "draft", "answer", "task", "state", "case"):
        op.drop_table(f"case_{name}")
