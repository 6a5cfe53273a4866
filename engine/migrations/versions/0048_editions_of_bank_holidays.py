"""Editions of the list of bank holidays: what a version of a calendar observes never changes under it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_HOLIDAY, _VERSION = "sla_bank_holiday", "sla_calendar_version"
_KEY = "pk_sla_bank_holiday"


def upgrade() -> None:
    """Number the list; every version there is observes the first edition of it."""
    op.add_column(_HOLIDAY, sa.Column("edition", sa.Integer, nullable=False, server_default="1"))
    op.drop_constraint(_KEY, _HOLIDAY, type_="primary")
    op.create_primary_key(_KEY, _HOLIDAY, ["division", "day", "edition"])
    op.add_column(_VERSION, sa.Column("bank_holidays_edition", sa.Integer, nullable=False, server_default="1"))


def downgrade() -> None:
    """Keep what the first edition says."""
    op.drop_column(_VERSION, "bank_holidays_edition")
    op.execute("DELETE FROM sla_bank_holiday WHERE edition > 1")
    op.drop_constraint(_KEY, _HOLIDAY, type_="primary")
    op.drop_column(_HOLIDAY, "edition")
    op.create_primary_key(_KEY, _HOLIDAY, ["division", "day"])
