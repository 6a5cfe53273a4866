"""Calendars of teams and of channels; a case knows the channel by which it was begun."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_PLACES = ("people_service", "people_team")


def upgrade() -> None:
    """Add the columns. The cases there are take the channel of the contact that began them."""
    op.add_column("people_team", sa.Column("calendar", sa.Text, nullable=False, server_default=""))
    for table in _PLACES:
        op.add_column(table, sa.Column("channel_calendars", JSONB, nullable=False, server_default="{}"))
    op.add_column("case_case", sa.Column("channel", sa.Text, nullable=False, server_default=""))
    op.execute(
        "UPDATE case_case SET channel = contact.channel FROM contact_contact AS contact "
        "WHERE contact.id = case_case.contact_id AND case_case.ended_at IS NULL"
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_column("case_case", "channel")
    for table in _PLACES:
        op.drop_column(table, "channel_calendars")
    op.drop_column("people_team", "calendar")
