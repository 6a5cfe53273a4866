"""The tables of SLA: calendars, their versions and edits, bank holidays, targets, clocks and what happened to them.

A version of a target is never changed either. `goals` is a list of {"when", "name", "target", "calendar"}, `conditions`
maps start, pause, resume, stop, cancel and restart to lists of conditions as they are written, `at_risk` is {"share",
"left"}. A watch is a target with conditions on a case or task: `memory` is what was seen of the case at the last look.
A clock without a target runs by a mark. `published`: its due date is what the customer was promised for the case;
`told_due_at` is the due date that they know: it stays while the clock is paused, and when a suspended case goes on.

A version of a calendar is never changed: an edit adds one with a higher number, so that what was judged by an older
one can still be explained. `week` is a list of seven lists of [opens, closes] in minutes after midnight; `days` maps
ISO dates to {"spans": [[opens, closes]], "name": why}. `bank_holidays` is the division whose holidays are observed, in
the edition of the list of bank holidays that was the newest when the version was written. A list is never changed
either: a later edition adds the days of which it says otherwise, without a name those that are no holidays any more.
Triggers give the one row of `sla_calendar_revision` another value with every change of a calendar, a bank holiday or a
target.

A row of `replan` is an edit of a calendar, a target or a ladder: previewed, then applied, and the clocks that run
follow it, not before `begins_at`. `terms` are those of a target, as a version keeps them. The event `replanned` of a
clock says from which version of its calendar to which, and from which due date (`was_due_at`) to which (`until`).

Nor is a version of a ladder. Each of its rungs is an `escalation` once for a clock and cycle: `who` was to be told,
and as whom (`told_as`) the people `told` were. A `warning` is a promise that will be missed: at `write_at` the customer
is written to by itself, unless somebody settled it before.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.store import metadata
from engine.store.metadata import id_beside, id_column, moment, version_columns

_COUNTS = (
    "clocks", "looked_at", "paused", "later", "sooner", "overdue", "kept", "ended", "replanned", "moved",
)  # fmt: skip

calendar = Table(
    "sla_calendar",
    metadata,
    id_column(),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
)

calendar_version = Table(
    "sla_calendar_version",
    metadata,
    *version_columns("calendar_id", calendar),
    Column("week", JSONB, nullable=False),
    Column("days", JSONB, nullable=False),
    Column("bank_holidays", Text, nullable=False),
    Column("bank_holidays_edition", Integer, nullable=False, server_default="1"),
)

bank_holiday = Table(
    "sla_bank_holiday",
    metadata,
    Column("division", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("edition", Integer, nullable=False, server_default="1"),
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("division", "day", "edition"),
    CheckConstraint("division IN ('ENG', 'SCT', 'WLS', 'NIR')", name="division"),
)

calendar_revision = Table(
    "sla_calendar_revision",
    metadata,
    Column("revision", Uuid, primary_key=True),
)

target = Table(
    "sla_target",
    metadata,
    id_column(),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("service_id", BigInteger, nullable=True),
    Column("process_key", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("from_team_id", BigInteger, nullable=True),
    Column("to_team_id", BigInteger, nullable=True),
    Column("channel", Text, nullable=False),
    Column("statutory", Boolean, nullable=False),
    Column("published", Boolean, nullable=False),
    CheckConstraint("kind IN ('case', 'step', 'hand-off', 'contact')", name="kind"),
)

target_version = Table(
    "sla_target_version",
    metadata,
    *version_columns("target_id", target),
    Column("goals", JSONB, nullable=False),
    Column("conditions", JSONB, nullable=False),
    Column("at_risk", JSONB, nullable=False),
    Column("on_change", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    CheckConstraint("on_change IN ('carry', 'restart')", name="on_change"),
)

watch = Table(
    "sla_watch",
    metadata,
    id_column(),
    Column("case_id", BigInteger, nullable=False),
    Column("task_id", BigInteger, nullable=True),
    Column("target_id", BigInteger, ForeignKey(target.c.id), nullable=False),
    Column("target_version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("service_id", BigInteger, nullable=True),
    Column("team_id", BigInteger, nullable=True),
    Column("calendar", Text, nullable=False),
    moment("since"),
    Column("memory", JSONB, nullable=False),
    Index("ix_sla_watch_case_id", "case_id"),
    Index("ix_sla_watch_target_id", "target_id"),
)

clock = Table(
    "sla_clock",
    metadata,
    id_column(),
    Column("case_id", BigInteger, nullable=True),
    Column("task_id", BigInteger, nullable=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("service_id", BigInteger, nullable=True),
    Column("team_id", BigInteger, nullable=True),
    Column("target", Text, nullable=False),
    Column("calendar_id", BigInteger, ForeignKey(calendar.c.id), nullable=False),
    Column("calendar_version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    moment("started_at"),
    moment("first_due_at"),
    moment("due_at", nullable=True),
    moment("at_risk_at", nullable=True),
    Column("at_risk", Boolean, nullable=False),
    moment("breached_at", nullable=True),
    moment("stopped_at", nullable=True),
    Column("extended", Boolean, nullable=False),
    moment("unextended_due_at", nullable=True),
    Column("divided", Boolean, nullable=False, server_default=text("false")),
    Column("worked_seconds", Float, nullable=True),
    moment("look_at", nullable=True),
    Column("contact_id", BigInteger, nullable=True),
    Column("target_id", BigInteger, ForeignKey(target.c.id), nullable=True),
    Column("target_version", Integer, nullable=True),
    Column("goal", Text, nullable=False, server_default=""),
    Column("cycle", Integer, nullable=False, server_default=text("1")),
    Column("statutory", Boolean, nullable=False, server_default=text("false")),
    Column("published", Boolean, nullable=False, server_default=text("false")),
    Column("at_risk_share", Float, nullable=True),
    Column("at_risk_left", Text, nullable=False, server_default=""),
    moment("told_due_at", nullable=True),
    CheckConstraint("kind IN ('case', 'step', 'hand-off', 'contact')", name="kind"),
    CheckConstraint("status IN ('running', 'paused', 'met', 'cancelled')", name="status"),
    Index("ix_sla_clock_case_id", "case_id"),
    Index("ix_sla_clock_task_id", "task_id", postgresql_where=text("stopped_at IS NULL")),
    Index("ix_sla_clock_undivided", "id", postgresql_where=text("kind = 'case' AND status = 'met' AND NOT divided")),
    Index("ix_sla_clock_paused", "service_id", "id", postgresql_where=text("status = 'paused'")),
    Index("ix_sla_clock_contact_id", "contact_id", postgresql_where=text("contact_id IS NOT NULL")),
    Index(
        "ix_sla_clock_target_id",
        "target_id",
        "id",
        postgresql_where=text("stopped_at IS NULL AND target_id IS NOT NULL"),
    ),
    Index("ix_sla_clock_look_at", "look_at", postgresql_where=text("look_at IS NOT NULL")),
    Index("ix_sla_clock_at_risk_at", "at_risk_at", postgresql_where=text("stopped_at IS NULL")),
    Index(
        "ix_sla_clock_breached_at",
        "breached_at",
        postgresql_where=text("stopped_at IS NULL AND breached_at IS NOT NULL"),
    ),
    Index("ix_sla_clock_due_at_id", "due_at", "id", postgresql_where=text("stopped_at IS NULL")),
    Index(
        "ix_sla_clock_service_id_due_at_id", "service_id", "due_at", "id", postgresql_where=text("stopped_at IS NULL")
    ),
    Index(
        "ix_sla_clock_calendar_id_calendar_version_id",
        "calendar_id",
        "calendar_version",
        "id",
        postgresql_where=text("stopped_at IS NULL"),
    ),
    Index("ix_sla_clock_team_id_due_at_id", "team_id", "due_at", "id", postgresql_where=text("stopped_at IS NULL")),
)

clock_event = Table(
    "sla_clock_event",
    metadata,
    id_beside(),
    Column("clock_id", BigInteger, ForeignKey(clock.c.id), nullable=False),
    Column("kind", Text, nullable=False),
    moment("at"),
    moment("recorded_at"),
    Column("by_user_id", BigInteger, nullable=True),
    Column("reason", Text, nullable=False),
    moment("until", nullable=True),
    moment("cap", nullable=True),
    Column("party", Text, nullable=False, server_default=""),
    Column("words", Text, nullable=False, server_default=""),
    Column("agreed_with", Text, nullable=False, server_default=""),
    Column("contact_id", BigInteger, nullable=True),
    Column("was_version", Integer, nullable=True),
    Column("calendar_version", Integer, nullable=True),
    moment("was_due_at", nullable=True),
    CheckConstraint(
        "kind IN ('started', 'resumed', 'extended', 'retargeted', 'paused', 'at-risk', 'breached', 'met', 'cancelled', "
        "'replanned')",
        name="kind",
    ),
    PrimaryKeyConstraint("clock_id", "id"),
    Index("ix_sla_clock_event_paused", "at", "clock_id", postgresql_where=text("kind = 'paused'")),
    Index(
        "ix_sla_clock_event_moving",
        "clock_id",
        postgresql_where=text("kind IN ('paused', 'resumed', 'extended')"),
    ),
)

clock_share = Table(
    "sla_clock_share",
    metadata,
    id_column(),
    Column("clock_id", BigInteger, ForeignKey(clock.c.id), nullable=False),
    Column("party", Text, nullable=False),
    Column("seconds", BigInteger, nullable=False),
    Column("working_seconds", BigInteger, nullable=False),
    UniqueConstraint("clock_id", "party"),
    CheckConstraint("party IN ('customer', 'third-party', 'front-office', 'back-office', 'nobody')", name="party"),
)

pause_reason = Table(
    "sla_pause_reason",
    metadata,
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("party", Text, nullable=False),
    Column("long_after", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    CheckConstraint("party IN ('customer', 'third-party', 'front-office', 'back-office')", name="party"),
)

ladder = Table(
    "sla_ladder",
    metadata,
    id_column(),
    Column("service_id", BigInteger, nullable=True),
    UniqueConstraint("service_id", name="uq_sla_ladder_service_id", postgresql_nulls_not_distinct=True),
)

ladder_version = Table(
    "sla_ladder_version",
    metadata,
    *version_columns("ladder_id", ladder, moment("valid_from")),
    Column("rungs", JSONB, nullable=False),
    Column("early", Boolean, nullable=False),
    Column("tells_customer", Boolean, nullable=False),
    Index("ix_sla_ladder_version_early", "id", postgresql_where=text("early")),
)

replan = Table(
    "sla_replan",
    metadata,
    id_column(),
    Column("kind", Text, nullable=False),
    Column("calendar_id", BigInteger, ForeignKey(calendar.c.id), nullable=True),
    Column("target_id", BigInteger, ForeignKey(target.c.id), nullable=True),
    Column("ladder_id", BigInteger, ForeignKey(ladder.c.id), nullable=True),
    Column("from_version", Integer, nullable=False),
    Column("to_version", Integer, nullable=True),
    Column("valid_from", Date, nullable=False),
    Column("week", JSONB, nullable=True),
    Column("days", JSONB, nullable=True),
    Column("bank_holidays", Text, nullable=True),
    Column("terms", JSONB, nullable=True),
    Column("reason", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("proposed_by", BigInteger, nullable=True),
    moment("proposed_at"),
    Column("applied_by", BigInteger, nullable=True),
    moment("applied_at", nullable=True),
    moment("begins_at", nullable=True),
    moment("finished_at", nullable=True),
    Column("after_id", BigInteger, nullable=False, server_default="0"),
    *(Column(name, Integer, nullable=False, server_default="0") for name in _COUNTS),
    Column("groups", JSONB, nullable=False, server_default="[]"),
    Column("most_moved", JSONB, nullable=False, server_default="[]"),
    CheckConstraint("status IN ('previewing', 'previewed', 'applying', 'applied')", name="status"),
    CheckConstraint("kind IN ('calendar', 'target', 'ladder')", name="kind"),
    CheckConstraint("num_nonnulls(calendar_id, target_id, ladder_id) = 1", name="one_thing"),
    Index("ix_sla_replan_calendar_id_id", "calendar_id", "id"),
    Index("ix_sla_replan_target_id_id", "target_id", "id", postgresql_where=text("target_id IS NOT NULL")),
    Index("ix_sla_replan_ladder_id_id", "ladder_id", "id", postgresql_where=text("ladder_id IS NOT NULL")),
)

escalation = Table(
    "sla_escalation",
    metadata,
    id_column(),
    Column("clock_id", BigInteger, ForeignKey(clock.c.id), nullable=False),
    Column("ladder_version_id", BigInteger, ForeignKey(ladder_version.c.id), nullable=False),
    Column("rung", Integer, nullable=False),
    Column("cycle", Integer, nullable=False),
    moment("at"),
    moment("due_at"),
    moment("recorded_at"),
    Column("who", Text, nullable=False),
    Column("told_as", Text, nullable=False),
    Column("told", ARRAY(BigInteger), nullable=False),
    UniqueConstraint("clock_id", "rung", "cycle"),
)

warning = Table(
    "sla_warning",
    metadata,
    id_column(),
    Column("clock_id", BigInteger, ForeignKey(clock.c.id), nullable=False),
    Column("case_id", BigInteger, nullable=False),
    Column("cycle", Integer, nullable=False),
    moment("due_at"),
    moment("asked_at"),
    moment("write_at", nullable=True),
    Column("proposed_on", Date, nullable=False),
    Column("told", ARRAY(BigInteger), nullable=False),
    Column("state", Text, nullable=False),
    Column("new_date", Date, nullable=True),
    moment("settled_at", nullable=True),
    UniqueConstraint("clock_id", "cycle"),
    CheckConstraint("state IN ('asked', 'written', 'told', 'called', 'in-time', 'over')", name="state"),
    Index("ix_sla_warning_case_id", "case_id"),
    Index("ix_sla_warning_write_at", "write_at", postgresql_where=text("write_at IS NOT NULL")),
)
