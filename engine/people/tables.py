"""The tables of people: services, sites, teams, users and what lets them in."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.store import metadata
from engine.store.metadata import id_column, moment

user = Table(
    "people_user",
    metadata,
    id_column(),
    Column("username", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("authority", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    moment("created_at"),
    Column("row_version", Integer, nullable=False),
)

service = Table(
    "people_service",
    metadata,
    id_column(),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("themes", ARRAY(Text), nullable=False),
    Column("owner_id", BigInteger, ForeignKey(user.c.id), nullable=True),
    Column("default_calendar", Text, nullable=False),
    Column("channel_calendars", JSONB, nullable=False, server_default="{}"),
    Column("row_version", Integer, nullable=False),
)

site = Table(
    "people_site",
    metadata,
    id_column(),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("row_version", Integer, nullable=False),
)

team = Table(
    "people_team",
    metadata,
    id_column(),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("service_id", BigInteger, ForeignKey(service.c.id), nullable=True, index=True),
    Column("site_id", BigInteger, ForeignKey(site.c.id), nullable=True, index=True),
    Column("provider", Text, nullable=False),
    Column("provider_name", Text, nullable=False),
    Column("lanes", ARRAY(Text), nullable=False),
    Column("calendar", Text, nullable=False, server_default=""),
    Column("channel_calendars", JSONB, nullable=False, server_default="{}"),
    Column("row_version", Integer, nullable=False),
    CheckConstraint("kind IN ('front', 'back')", name="kind"),
    CheckConstraint("provider IN ('council', 'partner', 'contractor')", name="provider"),
)

grant = Table(
    "people_user_grant",
    metadata,
    id_column(),
    Column("user_id", BigInteger, ForeignKey(user.c.id), nullable=False),
    Column("role", Text, nullable=False),
    Column("service_id", BigInteger, ForeignKey(service.c.id), nullable=True),
    Column("site_id", BigInteger, ForeignKey(site.c.id), nullable=True),
    UniqueConstraint(
        "user_id",
        "role",
        "service_id",
        "site_id",
        name="uq_people_user_grant_user_id",
        postgresql_nulls_not_distinct=True,
    ),
)

membership = Table(
    "people_user_team",
    metadata,
    Column("user_id", BigInteger, ForeignKey(user.c.id), nullable=False),
    Column("team_id", BigInteger, ForeignKey(team.c.id), nullable=False, index=True),
    PrimaryKeyConstraint("user_id", "team_id"),
)

skill = Table(
    "people_user_skill",
    metadata,
    Column("user_id", BigInteger, ForeignKey(user.c.id), nullable=False),
    Column("skill", Text, nullable=False),
    PrimaryKeyConstraint("user_id", "skill"),
)

session = Table(
    "people_session",
    metadata,
    id_column(),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("user_id", BigInteger, ForeignKey(user.c.id), nullable=False, index=True),
    moment("created_at"),
    moment("expires_at"),
    Column("seen_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
)

unsent = Table(
    "people_unsent",
    metadata,
    id_column(),
    Column("user_id", BigInteger, ForeignKey(user.c.id), nullable=False, index=True),
    Column("page", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("words", JSONB, nullable=False),
    moment("kept_at"),
)

api_token = Table(
    "people_api_token",
    metadata,
    id_column(),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("user_id", BigInteger, ForeignKey(user.c.id), nullable=False, index=True),
    Column("name", Text, nullable=False),
    moment("created_at"),
    moment("revoked_at", nullable=True),
)

sign_in_attempt = Table(
    "people_sign_in_attempt",
    metadata,
    id_column(),
    Column("username", Text, nullable=False),
    Column("address", Text, nullable=False),
    moment("happened_at"),
    Index("ix_people_sign_in_attempt_username_happened_at", "username", "happened_at"),
    Index("ix_people_sign_in_attempt_address_happened_at", "address", "happened_at"),
)
