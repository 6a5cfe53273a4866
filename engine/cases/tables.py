"""The tables of cases: the case, its one state document, its tasks, answers, drafts, hand-offs and incidents."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.store import metadata
from engine.store.metadata import id_column, moment

OPEN = "status IN ('open', 'claimed')"

case = Table(
    "case_case",
    metadata,
    id_column(),
    Column("reference", Text, nullable=False),
    Column("process_id", BigInteger, ForeignKey("definition_process.id"), nullable=False),
    Column("version_id", BigInteger, ForeignKey("definition_version.id"), nullable=False),
    Column("service_id", BigInteger, ForeignKey("people_service.id"), nullable=False),
    Column("site_id", BigInteger, ForeignKey("people_site.id"), nullable=False),
    Column("walk_through", Boolean, nullable=False, server_default=text("false")),
    Column("status", Text, nullable=False),
    Column("owner_id", BigInteger, ForeignKey("people_user.id")),
    Column("begun_by_team_id", BigInteger, ForeignKey("people_team.id")),
    Column("contact_id", BigInteger),
    Column("customer_id", BigInteger),
    Column("property_id", BigInteger),
    moment("started_at"),
    moment("ended_at", nullable=True),
    Column("outcome", Text, nullable=False, server_default=""),
    Column("next_action", Text, nullable=False, server_default=""),
    Column("next_team_id", BigInteger, ForeignKey("people_team.id")),
    moment("promised_at", nullable=True),
    moment("fulfil_by"),
    moment("erased_at", nullable=True),
    UniqueConstraint("reference"),
    Index("ix_case_case_started", "started_at", "id"),
    Index("ix_case_case_service_started", "service_id", "started_at"),
    Index("ix_case_case_process_site", "process_id", "site_id", "started_at"),
    Index("ix_case_case_status_id", "status", "id", postgresql_where=text("status <> 'ended'")),
    Index("ix_case_case_contact_id", "contact_id", postgresql_where=text("contact_id IS NOT NULL")),
    Index("ix_case_case_customer_id", "customer_id", postgresql_where=text("customer_id IS NOT NULL")),
)

state = Table(
    "case_state",
    metadata,
    Column("case_id", BigInteger, ForeignKey("case_case.id"), primary_key=True),
    Column("state", LargeBinary),
    Column("data", LargeBinary, nullable=False),
    Column("waiting", ARRAY(Text), nullable=False),
    Column("messages", ARRAY(Text), nullable=False, server_default="{}"),
    moment("due_at", nullable=True),
    Column("row_version", Integer, nullable=False, server_default="1"),
    Index(
        "ix_case_state_messages", "messages", postgresql_using="gin", postgresql_where=text("messages <> '{}'::text[]")
    ),
    Index("ix_case_state_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
)

task = Table(
    "case_task",
    metadata,
    id_column(),
    Column("case_id", BigInteger, ForeignKey("case_case.id"), nullable=False),
    Column("engine_task", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("step_key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("lane", Text, nullable=False, server_default=""),
    Column("process_id", BigInteger, ForeignKey("definition_process.id"), nullable=False),
    Column("service_id", BigInteger, ForeignKey("people_service.id"), nullable=False),
    Column("site_id", BigInteger, ForeignKey("people_site.id"), nullable=False),
    Column("team_id", BigInteger, ForeignKey("people_team.id"), nullable=False),
    Column("office", Text, nullable=False),
    Column("route", Text, nullable=False),
    Column("once_and_done", Boolean, nullable=False),
    Column("stage", Text, nullable=False),
    Column("status", Text, nullable=False),
    moment("opened_at"),
    moment("due_at", nullable=True),
    Column("claimed_by", BigInteger, ForeignKey("people_user.id")),
    moment("claimed_at", nullable=True),
    Column("done_by", BigInteger, ForeignKey("people_user.id")),
    moment("done_at", nullable=True),
    Column("contact_id", BigInteger),
    Column("row_version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("case_id", "engine_task"),
    Index(
        "ix_case_task_worklist",
        "team_id",
        text("coalesce(due_at, 'infinity'::timestamptz)"),
        "id",
        postgresql_where=text(OPEN),
    ),
    Index("ix_case_task_reroute", "process_id", "step_key", "site_id", postgresql_where=text(OPEN)),
    Index(
        "ix_case_task_counted",
        "service_id",
        "done_at",
        postgresql_include=["case_id", "process_id", "step_key", "site_id", "office"],
        postgresql_where=text("status = 'done'"),
    ),
)

answer = Table(
    "case_answer",
    metadata,
    id_column(),
    Column("case_id", BigInteger, ForeignKey("case_case.id"), nullable=False),
    Column("task_id", BigInteger, ForeignKey("case_task.id")),
    moment("given_at"),
    Column("answers", JSONB, nullable=False),
    Column("restricted", JSONB, nullable=False),
    Index("ix_case_answer_case_id", "case_id"),
)

draft = Table(
    "case_draft",
    metadata,
    Column("task_id", BigInteger, ForeignKey("case_task.id"), primary_key=True),
    Column("user_id", BigInteger, ForeignKey("people_user.id"), primary_key=True),
    Column("answers", JSONB, nullable=False),
    moment("saved_at"),
)

hand_off = Table(
    "case_hand_off",
    metadata,
    id_column(),
    Column("case_id", BigInteger, ForeignKey("case_case.id"), nullable=False),
    Column("task_id", BigInteger, ForeignKey("case_task.id"), nullable=False),
    Column("from_team_id", BigInteger, ForeignKey("people_team.id"), nullable=False),
    Column("to_team_id", BigInteger, ForeignKey("people_team.id"), nullable=False),
    Column("cause", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("status", Text, nullable=False),
    moment("handed_at"),
    Column("handed_by", BigInteger, ForeignKey("people_user.id")),
    Column("reason", Text, nullable=False, server_default=""),
    Column("data_pack", ARRAY(Text), nullable=False),
    moment("answered_at", nullable=True),
    Column("answered_by", BigInteger, ForeignKey("people_user.id")),
    Column("return_reason", Text, nullable=False, server_default=""),
    Index("ix_case_hand_off_case_id", "case_id"),
    Index("ix_case_hand_off_task", "task_id", postgresql_where=text("status = 'waiting'")),
    Index("ix_case_hand_off_waiting", "to_team_id", "handed_at", postgresql_where=text("status = 'waiting'")),
)

incident = Table(
    "case_incident",
    metadata,
    id_column(),
    Column("case_id", BigInteger, ForeignKey("case_case.id"), nullable=False),
    moment("happened_at"),
    Column("element", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("pending", JSONB, nullable=False),
    moment("resolved_at", nullable=True),
    Column("resolved_by", BigInteger, ForeignKey("people_user.id")),
    Index("ix_case_incident_open", "case_id", postgresql_where=text("resolved_at IS NULL")),
)
