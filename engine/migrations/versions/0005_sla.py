"""The tables of SLA, the bank holidays of 2020 to 2035, and the three calendars every installation begins with.

The bank holidays stand beside this folder as literal rows, not as a call of the library they were drawn from: what a
migration does must not change with the version of a library, and the council may correct the rows afterwards. The
tests compare them with the library, so that a new announcement shows.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_KINDS = "kind IN ('case', 'step', 'hand-off', 'contact')"
_EVENTS = "kind IN ('started', 'resumed', 'extended', 'paused', 'at-risk', 'breached', 'met', 'cancelled')"
_OPEN = sa.text("stopped_at IS NULL")
_LATE = sa.text("stopped_at IS NULL AND breached_at IS NOT NULL")
_OFFICE = [[[540, 1020]]] * 5 + [[], []]
_ALWAYS = [[[0, 1440]]] * 7
_CALENDARS = (
    ("england-mon-fri-9-17", "England, Monday to Friday, 9 to 5", _OFFICE, "ENG"),
    ("scotland-mon-fri-9-17", "Scotland, Monday to Friday, 9 to 5", _OFFICE, "SCT"),
    ("england-24x7", "England, day and night", _ALWAYS, ""),
)


def upgrade() -> None:
    """Make the tables and fill calendars and bank holidays."""
    _make_calendars()
    _make_clocks()
    _make_clock_events()
    _seed()


def downgrade() -> None:
    """Drop the tables."""
    for name in ("clock_event", "clock", "bank_holiday", "calendar_version", "calendar"):
        op.drop_table(f"sla_{name}")


def _make_calendars() -> None:
    op.create_table(
        "sla_calendar",
        _id(),
        _text("key"),
        _text("name"),
        _text("zone"),
        sa.PrimaryKeyConstraint("id", name="pk_sla_calendar"),
        sa.UniqueConstraint("key", name="uq_sla_calendar_key"),
    )
    op.create_table(
        "sla_calendar_version",
        _id(),
        sa.Column("calendar_id", sa.BigInteger, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("week", JSONB, nullable=False),
        sa.Column("days", JSONB, nullable=False),
        _text("bank_holidays"),
        _text("reason"),
        sa.Column("created_by", sa.BigInteger),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_sla_calendar_version"),
        sa.UniqueConstraint("calendar_id", "number", name="uq_sla_calendar_version_calendar_id_number"),
        sa.ForeignKeyConstraint(["calendar_id"], ["sla_calendar.id"], name="fk_sla_calendar_version_calendar_id"),
    )
    op.create_table(
        "sla_bank_holiday",
        _text("division"),
        sa.Column("day", sa.Date, nullable=False),
        _text("name"),
        sa.PrimaryKeyConstraint("division", "day", name="pk_sla_bank_holiday"),
        sa.CheckConstraint("division IN ('ENG', 'SCT', 'WLS', 'NIR')", name="ck_sla_bank_holiday_division"),
    )


def _make_clocks() -> None:
    op.create_table(
        "sla_clock",
        _id(),
        sa.Column("case_id", sa.BigInteger),
        sa.Column("task_id", sa.BigInteger),
        _text("kind"),
        _text("name"),
        sa.Column("service_id", sa.BigInteger),
        sa.Column("team_id", sa.BigInteger),
        _text("target"),
        sa.Column("calendar_id", sa.BigInteger, nullable=False),
        sa.Column("calendar_version", sa.Integer, nullable=False),
        _text("status"),
        _moment("started_at"),
        _moment("first_due_at"),
        _moment("due_at", nullable=True),
        _moment("at_risk_at", nullable=True),
        sa.Column("at_risk", sa.Boolean, nullable=False),
        _moment("breached_at", nullable=True),
        _moment("stopped_at", nullable=True),
        sa.Column("extended", sa.Boolean, nullable=False),
        sa.Column("worked_seconds", sa.Float),
        _moment("look_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sla_clock"),
        sa.ForeignKeyConstraint(["calendar_id"], ["sla_calendar.id"], name="fk_sla_clock_calendar_id"),
        sa.CheckConstraint(_KINDS, name="ck_sla_clock_kind"),
        sa.CheckConstraint("status IN ('running', 'paused', 'met', 'cancelled')", name="ck_sla_clock_status"),
    )
    op.create_index("ix_sla_clock_case_id", "sla_clock", ["case_id"])
    op.create_index("ix_sla_clock_task_id", "sla_clock", ["task_id"])
    op.create_index("ix_sla_clock_look_at", "sla_clock", ["look_at"], postgresql_where=sa.text("look_at IS NOT NULL"))
    op.create_index("ix_sla_clock_at_risk_at", "sla_clock", ["at_risk_at"], postgresql_where=_OPEN)
    op.create_index("ix_sla_clock_breached_at", "sla_clock", ["breached_at"], postgresql_where=_LATE)
    for leading in ([], ["service_id"], ["team_id"]):
        columns = [*leading, "due_at", "id"]
        op.create_index(f"ix_sla_clock_{'_'.join(columns)}", "sla_clock", columns, postgresql_where=_OPEN)


def _make_clock_events() -> None:
    op.create_table(
        "sla_clock_event",
        _id(),
        sa.Column("clock_id", sa.BigInteger, nullable=False),
        _text("kind"),
        _moment("at"),
        _moment("recorded_at"),
        sa.Column("by_user_id", sa.BigInteger),
        _text("reason"),
        _moment("until", nullable=True),
        _moment("cap", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sla_clock_event"),
        sa.ForeignKeyConstraint(["clock_id"], ["sla_clock.id"], name="fk_sla_clock_event_clock_id"),
        sa.CheckConstraint(_EVENTS, name="ck_sla_clock_event_kind"),
    )
    op.create_index("ix_sla_clock_event_clock_id", "sla_clock_event", ["clock_id"])


def _seed() -> None:
    columns: list[sa.ColumnClause[object]] = [sa.column(name) for name in ("division", "day", "name")]
    rows = json.loads((Path(__file__).parents[1] / "bank_holidays_0005.json").read_text("utf-8"))
    op.bulk_insert(
        sa.table("sla_bank_holiday", *columns),
        [
            {"division": division, "day": date.fromisoformat(day), "name": name}
            for division, days in rows.items()
            for day, name in days.items()
        ],
    )
    for key, name, week, division in _CALENDARS:
        _seed_calendar(key, name, week, division)


def _seed_calendar(key: str, name: str, week: list[list[list[int]]], division: str) -> None:
    calendar = sa.table("sla_calendar", *(sa.column(name) for name in ("id", "key", "name", "zone")))
    version = sa.table(
        "sla_calendar_version",
        *(sa.column(name) for name in ("calendar_id", "number", "valid_from", "bank_holidays", "reason", "created_at")),
        sa.column("week", JSONB),
        sa.column("days", JSONB),
    )
    made = sa.insert(calendar).values(key=key, name=name, zone="Europe/London").returning(calendar.c.id)
    op.get_bind().execute(
        sa.insert(version).values(
            calendar_id=op.get_bind().execute(made).scalar(),
            number=1,
            valid_from=date(2000, 1, 1),
            week=week,
            days={},
            bank_holidays=division,
            reason="The hours every installation begins with.",
            created_at=datetime.now(UTC),
        )
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
