"""The tables of cases: the case, its state document, tasks, jobs, answers, drafts, hand-offs, messages, its repair.

At `put_away_at` an ended case is put away: its answers' rows become part of `data`, which is packed (`packing`).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.store import metadata
from engine.store.metadata import id_beside, id_column, moment

OPEN = "status IN ('open', 'claimed')"
CLAIMABLE = "status IN ('due', 'locked')"


def _list_of(name: str, *of: str, then: Sequence[str] = (), where: str = "") -> Index:
    """An index of the open tasks of something, in the order of worklists; `then` is told apart beside that order."""
    urgency = text("coalesce(due_at, 'infinity'::timestamptz)")
    only = text(f"{OPEN} AND {where}" if where else OPEN)
    return Index(f"ix_case_task_{name}", *of, urgency, "id", *then, postgresql_where=only)


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
    Column("channel", Text, nullable=False, server_default=""),
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
    Column("root_id", BigInteger, ForeignKey("case_case.id")),
    UniqueConstraint("reference"),
    Index("ix_case_case_started", "started_at", "id"),
    Index("ix_case_case_service_started", "service_id", "started_at"),
    Index("ix_case_case_process_site", "process_id", "site_id", "started_at"),
    Index("ix_case_case_status_id", "status", "id", postgresql_where=text("status <> 'ended'")),
    Index("ix_case_case_contact_id", "contact_id", postgresql_where=text("contact_id IS NOT NULL")),
    Index("ix_case_case_customer_id", "customer_id", postgresql_where=text("customer_id IS NOT NULL")),
    Index("ix_case_case_owner_id", "owner_id", postgresql_where=text("ended_at IS NULL")),
    Index("ix_case_case_root_id", "root_id", postgresql_where=text("root_id IS NOT NULL")),
)

call = Table(
    "case_call",
    metadata,
    Column("case_id", BigInteger, ForeignKey("case_case.id"), primary_key=True),
    Column("caller_id", BigInteger, ForeignKey("case_case.id"), nullable=False),
    Column("engine_task", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("lane_service_id", BigInteger, ForeignKey("people_service.id"), nullable=False),
    Column("depth", Integer, nullable=False),
    Column("error", Text),
    UniqueConstraint("caller_id", "engine_task"),
)

state = Table(
    "case_state",
    metadata,
    Column("case_id", BigInteger, ForeignKey("case_case.id"), primary_key=True),
    Column("state", LargeBinary),
    Column("data", LargeBinary, nullable=False),
    Column("waiting", ARRAY(Text), nullable=False),
    Column("messages", ARRAY(Text), nullable=False, server_default="{}"),
    Column("signals", ARRAY(Text), nullable=False, server_default="{}"),
    Column("ran", ARRAY(Text)),
    Column("keys", JSONB(none_as_null=True)),
    moment("due_at", nullable=True),
    Column("row_version", Integer, nullable=False, server_default="1"),
    moment("put_away_at", nullable=True),
    Index(
        "ix_case_state_messages", "messages", postgresql_using="gin", postgresql_where=text("messages <> '{}'::text[]")
    ),
    Index("ix_case_state_signals", "signals", postgresql_using="gin", postgresql_where=text("signals <> '{}'::text[]")),
    Index(
        "ix_case_state_keys",
        "keys",
        postgresql_using="gin",
        postgresql_ops={"keys": "jsonb_path_ops"},
        postgresql_where=text("keys IS NOT NULL"),
    ),
    Index("ix_case_state_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    Index("ix_case_state_put_away_at", "put_away_at", postgresql_where=text("put_away_at IS NOT NULL")),
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
    moment("cancelled_at", nullable=True),
    Column("contact_id", BigInteger),
    Column("row_version", Integer, nullable=False, server_default="1"),
    Column("priority", SmallInteger, nullable=False, server_default="50"),
    CheckConstraint("priority BETWEEN 0 AND 100", name="priority"),
    Index("ix_case_task_case_id", "case_id"),
    Index("uq_case_task_open", "case_id", "engine_task", unique=True, postgresql_where=text(OPEN)),
    _list_of("worklist", "team_id"),
    _list_of("service", "team_id", "service_id"),
    _list_of("step", "team_id", "process_id", "step_key"),
    _list_of("claimed_by", "claimed_by", where="claimed_by IS NOT NULL"),
    _list_of("high", "team_id", then=["service_id"], where="priority > 50"),
    _list_of("low", "team_id", then=["service_id"], where="priority < 50"),
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
    id_beside(),
    Column("case_id", BigInteger, ForeignKey("case_case.id"), nullable=False),
    Column("task_id", BigInteger, ForeignKey("case_task.id")),
    moment("given_at"),
    Column("answers", JSONB, nullable=False),
    Column("restricted", JSONB, nullable=False),
    PrimaryKeyConstraint("case_id", "id"),
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

job = Table(
    "case_job",
    metadata,
    id_column(),
    Column("case_id", BigInteger, ForeignKey("case_case.id"), nullable=False),
    Column("engine_task", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("service_id", BigInteger, ForeignKey("people_service.id"), nullable=False),
    Column("site_id", BigInteger, ForeignKey("people_site.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("inputs", JSONB, nullable=False),
    Column("status", Text, nullable=False),
    moment("asked_at"),
    moment("due_at"),
    Column("worker", Text, nullable=False, server_default=""),
    Column("worker_user_id", BigInteger, ForeignKey("people_user.id")),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("retries", Integer, nullable=False),
    Column("retries_left", Integer, nullable=False),
    Column("last_error", Text, nullable=False, server_default=""),
    moment("tried_at", nullable=True),
    moment("done_at", nullable=True),
    UniqueConstraint("case_id", "engine_task"),
    CheckConstraint("kind IN ('callable', 'http', 'external')", name="kind"),
    CheckConstraint("status IN ('due', 'locked', 'held', 'done', 'failed', 'cancelled')", name="status"),
    Index("ix_case_job_due", "due_at", "id", postgresql_where=text(f"kind <> 'external' AND {CLAIMABLE}")),
    Index("ix_case_job_topic", "topic", "due_at", "id", postgresql_where=text(f"kind = 'external' AND {CLAIMABLE}")),
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

message = Table(
    "case_message",
    metadata,
    id_column(),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("reference", Text, nullable=False, server_default=""),
    Column("keys", JSONB, nullable=False),
    Column("payload", JSONB(none_as_null=True)),
    Column("from_case_id", BigInteger, ForeignKey("case_case.id")),
    Column("from_element", Text, nullable=False, server_default=""),
    Column("to_process_id", BigInteger, ForeignKey("definition_process.id")),
    Column("sender_id", BigInteger, ForeignKey("people_user.id")),
    Column("reach", JSONB(none_as_null=True)),
    Column("site_id", BigInteger, ForeignKey("people_site.id")),
    Column("walk_through", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("problem", Text, nullable=False, server_default=""),
    moment("received_at"),
    moment("expires_at"),
    moment("look_at", nullable=True),
    moment("settled_at", nullable=True),
    CheckConstraint("kind IN ('message', 'signal')", name="kind"),
    CheckConstraint("status IN ('waiting', 'delivered', 'expired')", name="status"),
    Index("ix_case_message_look_at", "look_at", postgresql_where=text("status = 'waiting'")),
    Index("ix_case_message_expires_at", "expires_at", postgresql_where=text("status = 'waiting'")),
    Index("ix_case_message_name", "name", postgresql_where=text("status = 'waiting'")),
    Index("ix_case_message_status_id", "status", "id"),
    Index("ix_case_message_from_case_id", "from_case_id", postgresql_where=text("from_case_id IS NOT NULL")),
)

delivery = Table(
    "case_message_delivery",
    metadata,
    id_column(),
    Column("message_id", BigInteger, ForeignKey("case_message.id"), nullable=False),
    Column("case_id", BigInteger, ForeignKey("case_case.id")),
    Column("process_id", BigInteger, ForeignKey("definition_process.id")),
    Column("status", Text, nullable=False),
    Column("problem", Text, nullable=False, server_default=""),
    moment("look_at", nullable=True),
    moment("settled_at", nullable=True),
    UniqueConstraint("message_id", "case_id"),
    UniqueConstraint("message_id", "process_id"),
    CheckConstraint("status IN ('due', 'done', 'dropped')", name="status"),
    Index("ix_case_message_delivery_look_at", "look_at", postgresql_where=text("status = 'due'")),
    Index("ix_case_message_delivery_case_id", "case_id", postgresql_where=text("case_id IS NOT NULL")),
)

schedule = Table(
    "case_schedule",
    metadata,
    id_column(),
    Column("version_id", BigInteger, ForeignKey("definition_version.id"), nullable=False),
    Column("element", Text, nullable=False),
    moment("next_at", nullable=True),
    moment("look_at", nullable=True),
    Column("every", Text, nullable=False),
    Column("left", Integer),
    Column("missed", Integer, nullable=False, server_default="0"),
    Column("problem", Text, nullable=False, server_default=""),
    UniqueConstraint("version_id", "element"),
    Index("ix_case_schedule_next_at", "next_at", postgresql_where=text("next_at IS NOT NULL")),
)

suspension = Table(
    "case_suspension",
    metadata,
    Column("case_id", BigInteger, ForeignKey("case_case.id"), primary_key=True),
    moment("since"),
    Column("by_user_id", BigInteger, ForeignKey("people_user.id")),
    Column("reason", Text, nullable=False),
)

snapshot = Table(
    "case_snapshot",
    metadata,
    id_column(),
    Column("case_id", BigInteger, ForeignKey("case_case.id"), nullable=False),
    Column("task_id", BigInteger, ForeignKey("case_task.id"), nullable=False),
    moment("taken_at"),
    Column("state", LargeBinary, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("waiting", ARRAY(Text), nullable=False),
    Index("ix_case_snapshot_case_id", "case_id", "id"),
)

migration = Table(
    "case_migration",
    metadata,
    id_column(),
    Column("process_id", BigInteger, ForeignKey("definition_process.id"), nullable=False),
    Column("service_id", BigInteger, ForeignKey("people_service.id"), nullable=False),
    Column("from_version_id", BigInteger, ForeignKey("definition_version.id"), nullable=False),
    Column("to_version_id", BigInteger, ForeignKey("definition_version.id"), nullable=False),
    Column("mapping", JSONB, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by_user_id", BigInteger, ForeignKey("people_user.id")),
    moment("begun_at"),
    moment("finished_at", nullable=True),
    Index("ix_case_migration_unfinished", "id", postgresql_where=text("finished_at IS NULL")),
)

migrated_case = Table(
    "case_migrated_case",
    metadata,
    Column("migration_id", BigInteger, ForeignKey("case_migration.id"), primary_key=True),
    Column("case_id", BigInteger, ForeignKey("case_case.id"), primary_key=True),
    Column("status", Text, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    moment("handled_at", nullable=True),
    Index("ix_case_migrated_case_waiting", "migration_id", "case_id", postgresql_where=text("status = 'waiting'")),
)
