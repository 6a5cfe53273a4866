"""The tables of definitions: processes, variants, immutable versions with steps, dated marks, waiting uploads."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from engine.store.metadata import id_column, metadata, moment

process = Table(
    "definition_process",
    metadata,
    id_column(),
    Column("service_id", BigInteger, ForeignKey("people_service.id"), nullable=False, index=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    moment("created_at"),
    Column("words", TSVECTOR),
    Index("ix_definition_process_words", "words", postgresql_using="gin"),
)

variant = Table(
    "definition_variant",
    metadata,
    id_column(),
    Column("process_id", BigInteger, ForeignKey("definition_process.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("areas", ARRAY(Text), nullable=False),
    UniqueConstraint("process_id", "key"),
)

version = Table(
    "definition_version",
    metadata,
    id_column(),
    Column("process_id", BigInteger, ForeignKey("definition_process.id"), nullable=False),
    Column("variant_id", BigInteger, ForeignKey("definition_variant.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("stage", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("forms_digest", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("original", LargeBinary, nullable=False),
    Column("xml", LargeBinary, nullable=False),
    Column("bpmn_process_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("start_fields", JSONB, nullable=False),
    Column("findings", JSONB, nullable=False),
    Column("changes", JSONB, nullable=False),
    Column("uploaded_by", BigInteger, ForeignKey("people_user.id")),
    moment("uploaded_at"),
    Column("approved_by", BigInteger, ForeignKey("people_user.id")),
    moment("approved_at", nullable=True),
    Column("documentation", Text, nullable=False, server_default=text("''")),
    Column("events", JSONB(none_as_null=True)),
    Column("upload_id", BigInteger, ForeignKey("definition_version.id")),
    Column("tag", Text, nullable=False, server_default=text("''")),
    Column("calls", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    UniqueConstraint("variant_id", "number"),
    CheckConstraint("stage IN ('check', 'live')", name="stage"),
    Index("ix_definition_version_process_id_approved_at", "process_id", "approved_at"),
    Index("ix_definition_version_upload_id", "upload_id", postgresql_where=text("upload_id IS NOT NULL")),
    Index("ix_definition_version_events", "events", postgresql_using="gin"),
    Index(
        "ix_definition_version_calls", "calls", postgresql_using="gin", postgresql_where=text("calls <> '{}'::text[]")
    ),
)

step = Table(
    "definition_step",
    metadata,
    Column("version_id", BigInteger, ForeignKey("definition_version.id"), primary_key=True),
    Column("element_id", Text, primary_key=True),
    Column("step_key", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("documentation", Text, nullable=False),
    Column("fields", JSONB, nullable=False),
    UniqueConstraint("version_id", "step_key"),
)

form = Table(
    "definition_form",
    metadata,
    Column("version_id", BigInteger, ForeignKey("definition_version.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("document", LargeBinary, nullable=False),
)

mark = Table(
    "definition_mark",
    metadata,
    id_column(),
    Column("process_id", BigInteger, ForeignKey("definition_process.id"), nullable=False),
    Column("step_key", Text, nullable=False),
    moment("valid_from"),
    moment("valid_to", nullable=True),
    Column("changed_by", BigInteger, ForeignKey("people_user.id")),
    Column("reason", Text, nullable=False),
    Column("once_and_done", Boolean, nullable=False),
    Column("must_stay", Boolean, nullable=False),
    Column("duty", Text, nullable=False),
    Column("duty_owner", Text, nullable=False),
    Column("review_on", Date),
    Column("skill", Text, nullable=False),
    Column("authority", Integer, nullable=False),
    Column("needs_presence", Boolean, nullable=False),
    Column("needs_evidence", Boolean, nullable=False),
    Column("channels", ARRAY(Text), nullable=False),
    Column("preferred_channel", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("calendar", Text, nullable=False),
    Column("guidance", Text, nullable=False),
    Column("customer_wording", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("everyday_words", Text, nullable=False, server_default=text("''")),
    Index("ix_definition_mark_process_id_step_key", "process_id", "step_key"),
    Index("uq_definition_mark_today", "process_id", "step_key", unique=True, postgresql_where=text("valid_to IS NULL")),
)

draft = Table(
    "definition_draft",
    metadata,
    id_column(),
    Column("user_id", BigInteger, ForeignKey("people_user.id"), nullable=False, index=True),
    Column("service_id", BigInteger, ForeignKey("people_service.id"), nullable=False),
    moment("kept_at"),
    Column("data", LargeBinary, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("variant", Text, nullable=False),
    Column("areas", ARRAY(Text), nullable=False),
    Column("key", Text, nullable=False),
    Column("attached", JSONB, nullable=False),
)

decision = Table(
    "decision_decision",
    metadata,
    id_column(),
    Column("service_id", BigInteger, ForeignKey("people_service.id"), nullable=False, index=True),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    moment("created_at"),
    Column("kind", Text, nullable=False, server_default=text("'decision'")),
    CheckConstraint("kind IN ('decision', 'library')", name="kind"),
    Index("uq_decision_decision_key", "key", unique=True, postgresql_where=text("kind = 'decision'")),
    Index("uq_decision_library_key", "service_id", "key", unique=True, postgresql_where=text("kind = 'library'")),
)

decision_version = Table(
    "decision_version",
    metadata,
    id_column(),
    Column("file_digest", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("original", LargeBinary, nullable=False),
    Column("namespace", Text, nullable=False),
    Column("service_id", BigInteger, ForeignKey("people_service.id"), nullable=False),
    Column("uploaded_by", BigInteger, ForeignKey("people_user.id")),
    moment("uploaded_at"),
    UniqueConstraint("service_id", "file_digest"),
    Index("ix_decision_version_namespace", "namespace", postgresql_using="hash"),
)

decision_validity = Table(
    "decision_validity",
    metadata,
    id_column(),
    Column("decision_id", BigInteger, ForeignKey("decision_decision.id"), nullable=False),
    Column("version_id", BigInteger, ForeignKey("decision_version.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("added_by", BigInteger, ForeignKey("people_user.id")),
    Column("approved_by", BigInteger, ForeignKey("people_user.id")),
    moment("approved_at", nullable=True),
    UniqueConstraint("decision_id", "number"),
    Index("ix_decision_validity_decision_id_valid_from", "decision_id", "valid_from"),
)
