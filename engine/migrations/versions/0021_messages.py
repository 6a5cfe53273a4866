"""Messages and signals that wait to be delivered, what was delivered to whom, and what each version listens to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and what a case says of the messages and signals it waits for."""
    op.add_column("definition_version", sa.Column("events", JSONB))
    op.add_column("definition_version", sa.Column("upload_id", sa.BigInteger))
    op.create_foreign_key(
        "fk_definition_version_upload_id_definition_version",
        "definition_version",
        "definition_version",
        ["upload_id"],
        ["id"],
    )
    op.create_index(
        "ix_definition_version_upload_id",
        "definition_version",
        ["upload_id"],
        postgresql_where=sa.text("upload_id IS NOT NULL"),
    )
    op.create_index("ix_definition_version_events", "definition_version", ["events"], postgresql_using="gin")
    op.add_column("case_state", sa.Column("signals", ARRAY(sa.Text), nullable=False, server_default="{}"))
    op.add_column("case_state", sa.Column("keys", JSONB))
    op.create_index(
        "ix_case_state_signals",
        "case_state",
        ["signals"],
        postgresql_using="gin",
        postgresql_where=sa.text("signals <> '{}'::text[]"),
    )
    op.create_index(
        "ix_case_state_keys",
        "case_state",
        ["keys"],
        postgresql_using="gin",
        postgresql_ops={"keys": "jsonb_path_ops"},
        postgresql_where=sa.text("keys IS NOT NULL"),
    )
    _messages()
    _deliveries()


def _messages() -> None:
    op.create_table(
        "case_message",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False, server_default=""),
        sa.Column("keys", JSONB, nullable=False),
        sa.Column("payload", JSONB),
        sa.Column("from_case_id", sa.BigInteger),
        sa.Column("from_element", sa.Text, nullable=False, server_default=""),
        sa.Column("to_process_id", sa.BigInteger),
        sa.Column("sender_id", sa.BigInteger),
        sa.Column("reach", JSONB),
        sa.Column("site_id", sa.BigInteger),
        sa.Column("walk_through", sa.Boolean, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("problem", sa.Text, nullable=False, server_default=""),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True)),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_case_message"),
        sa.ForeignKeyConstraint(["from_case_id"], ["case_case.id"], name="fk_case_message_from_case_id_case_case"),
        sa.ForeignKeyConstraint(
            ["to_process_id"], ["definition_process.id"], name="fk_case_message_to_process_id_definition_process"
        ),
        sa.ForeignKeyConstraint(["sender_id"], ["people_user.id"], name="fk_case_message_sender_id_people_user"),
        sa.ForeignKeyConstraint(["site_id"], ["people_site.id"], name="fk_case_message_site_id_people_site"),
        sa.CheckConstraint("kind IN ('message', 'signal')", name="ck_case_message_kind"),
        sa.CheckConstraint("status IN ('waiting', 'delivered', 'expired')", name="ck_case_message_status"),
    )
    waiting = sa.text("status = 'waiting'")
    op.create_index("ix_case_message_look_at", "case_message", ["look_at"], postgresql_where=waiting)
    op.create_index("ix_case_message_expires_at", "case_message", ["expires_at"], postgresql_where=waiting)
    op.create_index("ix_case_message_name", "case_message", ["name"], postgresql_where=waiting)
    op.create_index("ix_case_message_status_id", "case_message", ["status", "id"])
    op.create_index(
        "ix_case_message_from_case_id",
        "case_message",
        ["from_case_id"],
        postgresql_where=sa.text("from_case_id IS NOT NULL"),
    )


def _deliveries() -> None:
    op.create_table(
        "case_message_delivery",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.Column("case_id", sa.BigInteger),
        sa.Column("process_id", sa.BigInteger),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("problem", sa.Text, nullable=False, server_default=""),
        sa.Column("look_at", sa.DateTime(timezone=True)),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_case_message_delivery"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["case_message.id"], name="fk_case_message_delivery_message_id_case_message"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_case.id"], name="fk_case_message_delivery_case_id_case_case"),
        sa.ForeignKeyConstraint(
            ["process_id"], ["definition_process.id"], name="fk_case_message_delivery_process_id_definition_process"
        ),
        sa.UniqueConstraint("message_id", "case_id", name="uq_case_message_delivery_message_id_case_id"),
        sa.UniqueConstraint("message_id", "process_id", name="uq_case_message_delivery_message_id_process_id"),
        sa.CheckConstraint("status IN ('due', 'done', 'dropped')", name="ck_case_message_delivery_status"),
    )
    op.create_index(
        "ix_case_message_delivery_look_at",
        "case_message_delivery",
        ["look_at"],
        postgresql_where=sa.text("status = 'due'"),
    )
    op.create_index(
        "ix_case_message_delivery_case_id",
        "case_message_delivery",
        ["case_id"],
        postgresql_where=sa.text("case_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Drop the tables and columns."""
    op.drop_table("case_message_delivery")
    op.drop_table("case_message")
    op.drop_column("case_state", "keys")
    op.drop_column("case_state", "signals")
    op.drop_column("definition_version", "upload_id")
    op.drop_column("definition_version", "events")
