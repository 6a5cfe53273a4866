"""The tables of people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_users()
    _make_places()
    _make_teams()
    _make_what_users_have()
    _make_ways_in()


def downgrade() -> None:
    """Drop the tables."""
    for name in ("sign_in_attempt", "api_token", "session", "user_skill", "user_team", "user_grant"):
        op.drop_table(f"people_{name}")
    for name in ("team", "site", "service", "user"):
        op.drop_table(f"people_{name}")


def _make_users() -> None:
    op.create_table(
        "people_user",
        _id(),
        _text("username"),
        _text("name"),
        _text("email"),
        _text("password_hash"),
        sa.Column("authority", sa.Integer, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        _moment("created_at"),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people_user"),
        sa.UniqueConstraint("username", name="uq_people_user_username"),
    )


def _make_places() -> None:
    op.create_table(
        "people_service",
        _id(),
        _text("key"),
        _text("name"),
        sa.Column("themes", ARRAY(sa.Text), nullable=False),
        _reference("owner_id"),
        _text("default_calendar"),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people_service"),
        sa.UniqueConstraint("key", name="uq_people_service_key"),
        sa.ForeignKeyConstraint(["owner_id"], ["people_user.id"], name="fk_people_service_owner_id"),
    )
    op.create_table(
        "people_site",
        _id(),
        _text("key"),
        _text("name"),
        _text("area"),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people_site"),
        sa.UniqueConstraint("key", name="uq_people_site_key"),
    )


def _make_teams() -> None:
    op.create_table(
        "people_team",
        _id(),
        _text("key"),
        _text("name"),
        _text("kind"),
        _reference("service_id"),
        _reference("site_id"),
        _text("provider"),
        _text("provider_name"),
        sa.Column("lanes", ARRAY(sa.Text), nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people_team"),
        sa.UniqueConstraint("key", name="uq_people_team_key"),
        sa.ForeignKeyConstraint(["service_id"], ["people_service.id"], name="fk_people_team_service_id"),
        sa.ForeignKeyConstraint(["site_id"], ["people_site.id"], name="fk_people_team_site_id"),
        sa.CheckConstraint("kind IN ('front', 'back')", name="ck_people_team_kind"),
        sa.CheckConstraint("provider IN ('council', 'partner', 'contractor')", name="ck_people_team_provider"),
    )
    op.create_index("ix_people_team_service_id", "people_team", ["service_id"])
    op.create_index("ix_people_team_site_id", "people_team", ["site_id"])


def _make_what_users_have() -> None:
    op.create_table(
        "people_user_grant",
        _id(),
        _reference("user_id", nullable=False),
        _text("role"),
        _reference("service_id"),
        _reference("site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_people_user_grant"),
        sa.UniqueConstraint(
            "user_id",
            "role",
            "service_id",
            "site_id",
            name="uq_people_user_grant_user_id",
            postgresql_nulls_not_distinct=True,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["people_user.id"], name="fk_people_user_grant_user_id"),
        sa.ForeignKeyConstraint(["service_id"], ["people_service.id"], name="fk_people_user_grant_service_id"),
        sa.ForeignKeyConstraint(["site_id"], ["people_site.id"], name="fk_people_user_grant_site_id"),
    )
    op.create_table(
        "people_user_team",
        _reference("user_id", nullable=False),
        _reference("team_id", nullable=False),
        sa.PrimaryKeyConstraint("user_id", "team_id", name="pk_people_user_team"),
        sa.ForeignKeyConstraint(["user_id"], ["people_user.id"], name="fk_people_user_team_user_id"),
        sa.ForeignKeyConstraint(["team_id"], ["people_team.id"], name="fk_people_user_team_team_id"),
    )
    op.create_index("ix_people_user_team_team_id", "people_user_team", ["team_id"])
    op.create_table(
        "people_user_skill",
        _reference("user_id", nullable=False),
        _text("skill"),
        sa.PrimaryKeyConstraint("user_id", "skill", name="pk_people_user_skill"),
        sa.ForeignKeyConstraint(["user_id"], ["people_user.id"], name="fk_people_user_skill_user_id"),
    )


def _make_ways_in() -> None:
    op.create_table(
        "people_session",
        _id(),
        _text("token_hash"),
        _reference("user_id", nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        sa.PrimaryKeyConstraint("id", name="pk_people_session"),
        sa.UniqueConstraint("token_hash", name="uq_people_session_token_hash"),
        sa.ForeignKeyConstraint(["user_id"], ["people_user.id"], name="fk_people_session_user_id"),
    )
    op.create_index("ix_people_session_user_id", "people_session", ["user_id"])
    op.create_table(
        "people_api_token",
        _id(),
        _text("token_hash"),
        _reference("user_id", nullable=False),
        _text("name"),
        _moment("created_at"),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_people_api_token"),
        sa.UniqueConstraint("token_hash", name="uq_people_api_token_token_hash"),
        sa.ForeignKeyConstraint(["user_id"], ["people_user.id"], name="fk_people_api_token_user_id"),
    )
    op.create_index("ix_people_api_token_user_id", "people_api_token", ["user_id"])
    op.create_table(
        "people_sign_in_attempt",
        _id(),
        _text("username"),
        _text("address"),
        _moment("happened_at"),
        sa.PrimaryKeyConstraint("id", name="pk_people_sign_in_attempt"),
    )
    for column in ("username", "address"):
        name = f"ix_people_sign_in_attempt_{column}_happened_at"
        op.create_index(name, "people_sign_in_attempt", [column, "happened_at"])


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _reference(name: str, *, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=nullable)
