"""A mark that changes with the calendars, so that what was read of them can be kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_OF_CALENDARS = ("sla_calendar", "sla_calendar_version", "sla_bank_holiday")


def upgrade() -> None:
    """Make its table. The database itself changes it with every change of a calendar, whoever makes that."""
    op.create_table(
        "sla_calendar_revision",
        sa.Column("revision", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("revision", name="pk_sla_calendar_revision"),
    )
    op.execute("INSERT INTO sla_calendar_revision VALUES (gen_random_uuid())")
    op.execute(
        "CREATE FUNCTION sla_calendars_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "UPDATE sla_calendar_revision SET revision = gen_random_uuid(); RETURN NULL; END $$"
    )
    for table in _OF_CALENDARS:
        op.execute(
            f"CREATE TRIGGER {table}_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION sla_calendars_changed()"
        )


def downgrade() -> None:
    """Drop it."""
    for table in _OF_CALENDARS:
        op.execute(f"DROP TRIGGER {table}_changed ON {table}")
    op.execute("DROP FUNCTION sla_calendars_changed()")
    op.drop_table("sla_calendar_revision")
