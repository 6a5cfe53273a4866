"""The tables of transfer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

APPEND_ONLY = ("transfer_history", "transfer_plan")


def upgrade() -> None:
    """Make the tables. Plans and history can only be added to: the database itself refuses anything else."""
    _standing()
    _history()
    _plan()
    _obstacle()
    _readiness()
    op.execute(
        "CREATE FUNCTION transfer_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION transfer_append_only()"
        )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("readiness", "obstacle", "plan", "history", "standing"):
        op.drop_table(f"transfer_{table}")
    op.execute("DROP FUNCTION transfer_append_only()")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False)


def _place() -> tuple[sa.Column[int], sa.Column[str], sa.Column[int]]:
    return (
        sa.Column("process_id", sa.BigInteger, nullable=False),
        sa.Column("step_key", sa.Text, nullable=False),
        sa.Column("site_id", sa.BigInteger, nullable=False),
    )


def _refers(table: str, **columns: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return tuple(
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    )


def _stand() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("state", sa.Text, nullable=False),
        _moment("state_since"),
        sa.Column("pilot_share", sa.SmallInteger),
        sa.Column("pilot_team_id", sa.BigInteger),
        sa.Column("owner_id", sa.BigInteger),
        sa.Column("planned_on", sa.Date),
        sa.Column("row_version", sa.Integer, nullable=False),
    )


def _standing() -> None:
    op.create_table(
        "transfer_standing",
        _id(),
        *_place(),
        *_stand(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_standing")),
        sa.UniqueConstraint(
            "process_id", "site_id", "step_key", name=op.f("uq_transfer_standing_process_id_site_id_step_key")
        ),
        *_refers(
            "transfer_standing",
            process_id="definition_process",
            site_id="people_site",
            pilot_team_id="people_team",
            owner_id="people_user",
        ),
        sa.CheckConstraint(
            "state IN ('back_office', 'agreed', 'trained', 'pilot', 'live', 'returned')",
            name=op.f("ck_transfer_standing_state"),
        ),
        sa.CheckConstraint("pilot_share BETWEEN 1 AND 99", name=op.f("ck_transfer_standing_pilot_share")),
        sa.CheckConstraint(
            "(state = 'pilot') = (pilot_share IS NOT NULL OR pilot_team_id IS NOT NULL)"
            " AND (pilot_share IS NULL OR pilot_team_id IS NULL)",
            name=op.f("ck_transfer_standing_pilot"),
        ),
    )
    op.create_index("ix_transfer_standing_site_id", "transfer_standing", ["site_id"])
    op.create_index("ix_transfer_standing_owner_id", "transfer_standing", ["owner_id"])


def _history() -> None:
    op.create_table(
        "transfer_history",
        _id(),
        sa.Column("standing_id", sa.BigInteger, nullable=False),
        *_stand(),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("changed_by", sa.BigInteger),
        _moment("changed_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_history")),
        *_refers("transfer_history", standing_id="transfer_standing", changed_by="people_user"),
        sa.UniqueConstraint("standing_id", "row_version", name=op.f("uq_transfer_history_standing_id_row_version")),
    )


def _plan() -> None:
    op.create_table(
        "transfer_plan",
        _id(),
        sa.Column("standing_id", sa.BigInteger, nullable=False),
        sa.Column("planned_on", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("approved_by", sa.BigInteger),
        _moment("approved_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_plan")),
        *_refers("transfer_plan", standing_id="transfer_standing", approved_by="people_user"),
    )
    op.create_index("ix_transfer_plan_standing_id", "transfer_plan", ["standing_id", "id"])


def _obstacle() -> None:
    op.create_table(
        "transfer_obstacle",
        _id(),
        sa.Column("standing_id", sa.BigInteger, nullable=False),
        sa.Column("obstacle", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        _moment("since"),
        sa.Column("raised_by", sa.BigInteger),
        _moment("released_at", nullable=True),
        sa.Column("released_by", sa.BigInteger),
        sa.Column("released_reason", sa.Text),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_obstacle")),
        *_refers(
            "transfer_obstacle", standing_id="transfer_standing", raised_by="people_user", released_by="people_user"
        ),
        sa.CheckConstraint(
            "obstacle IN ('resources', 'fear_of_poorer_service', 'ownership', 'job_fears')",
            name=op.f("ck_transfer_obstacle_one_of_four"),
        ),
    )
    op.create_index("ix_transfer_obstacle_standing_id", "transfer_obstacle", ["standing_id"])
    op.create_index(
        "uq_transfer_obstacle_open",
        "transfer_obstacle",
        ["standing_id"],
        unique=True,
        postgresql_where=sa.text("released_at IS NULL"),
    )


def _readiness() -> None:
    op.create_table(
        "transfer_readiness",
        _id(),
        *_place(),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("confirmed_by", sa.BigInteger),
        _moment("confirmed_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_readiness")),
        *_refers(
            "transfer_readiness", process_id="definition_process", site_id="people_site", confirmed_by="people_user"
        ),
        sa.UniqueConstraint(
            "process_id",
            "site_id",
            "step_key",
            "topic",
            name=op.f("uq_transfer_readiness_process_id_site_id_step_key_topic"),
        ),
        sa.CheckConstraint(
            "topic IN ('process', 'customer_service', 'timing', 'hr', 'finance', 'it', 'performance')",
            name=op.f("ck_transfer_readiness_one_of_seven"),
        ),
    )
