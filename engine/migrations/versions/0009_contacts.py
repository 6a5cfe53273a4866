"""The tables of contacts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CHANNELS = (
    "'phone', 'counter', 'web', 'email', 'letter', 'visit', 'web_chat', 'text', 'member_enquiry', 'partner', 'outbound'"
)
OUTCOMES = "'answered', 'case_started', 'case_updated', 'passed_on', 'signposted', 'abandoned'"


def upgrade() -> None:
    """Make the tables."""
    _customer()
    _property()
    _contact()
    _link()
    op.create_table(
        "contact_cause",
        _text("key"),
        _text("label"),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_contact_cause")),
    )
    _call_count()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("call_count", "cause", "link", "contact", "property", "customer"):
        op.drop_table(f"contact_{table}")


def _id(table: str) -> tuple[sa.Column[int], sa.PrimaryKeyConstraint]:
    return (
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _search_key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(collation="C"), nullable=False)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _customer() -> None:
    keys = ("find_name", "find_last", "find_phone", "find_email")
    op.create_table(
        "contact_customer",
        *_id("contact_customer"),
        *(_text(name) for name in ("name", "phone", "email", "crm_reference")),
        *(_search_key(name) for name in keys),
        _moment("created_at"),
        _moment("erased_at", nullable=True),
        sa.Column("row_version", sa.Integer, nullable=False),
    )
    for name in (*keys, "crm_reference"):
        _index("contact_customer", name)


def _property() -> None:
    op.create_table(
        "contact_property",
        *_id("contact_property"),
        sa.Column("uprn", sa.Text),
        sa.Column("usrn", sa.Text),
        *(_text(name) for name in ("address", "postcode", "area")),
        *(_search_key(name) for name in ("find_postcode", "find_address")),
        _moment("created_at"),
        sa.UniqueConstraint("uprn", name=op.f("uq_contact_property_uprn")),
    )
    for name in ("usrn", "find_postcode", "find_address"):
        _index("contact_property", name)


def _contact() -> None:
    refers = {
        "service_id": "people_service",
        "process_id": "definition_process",
        "site_id": "people_site",
        "team_id": "people_team",
        "adviser_id": "people_user",
        "customer_id": "contact_customer",
        "property_id": "contact_property",
    }
    op.create_table(
        "contact_contact",
        *_id("contact_contact"),
        *(_text(name) for name in ("reference", "channel", "own_words", "demand", "failure_cause", "outcome")),
        *(sa.Column(name, sa.BigInteger) for name in (*refers, "repeat_of_id")),
        sa.Column("repeat_measurable", sa.Boolean, nullable=False),
        _text("crm_reference"),
        _moment("started_at"),
        _moment("ended_at", nullable=True),
        _moment("erased_at", nullable=True),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.UniqueConstraint("reference", name=op.f("uq_contact_contact_reference")),
        *(_refers("contact_contact", column, other) for column, other in refers.items()),
        _check("contact_contact", "channel", f"channel IN ({CHANNELS})"),
        _check("contact_contact", "demand", "demand IN ('value', 'failure')"),
        _check("contact_contact", "outcome", f"outcome IN ({OUTCOMES})"),
        _check("contact_contact", "failure_cause", "(demand = 'failure') = (failure_cause <> '')"),
        _check("contact_contact", "ended_at", "ended_at >= started_at"),
    )
    _index("contact_contact", "started_at", "id")
    for name in ("service_id", "customer_id", "property_id"):
        _index("contact_contact", name, "started_at", "id")


def _link() -> None:
    op.create_table(
        "contact_link",
        sa.Column("contact_id", sa.BigInteger, nullable=False),
        sa.Column("case_id", sa.BigInteger, nullable=False),
        _text("kind"),
        _moment("linked_at"),
        sa.PrimaryKeyConstraint("contact_id", "case_id", name=op.f("pk_contact_link")),
        _refers("contact_link", "contact_id", "contact_contact"),
        _check("contact_link", "kind", "kind IN ('started', 'touched')"),
    )
    _index("contact_link", "case_id")
    started = sa.text("kind = 'started'")
    op.create_index("uq_contact_link_started", "contact_link", ["case_id"], unique=True, postgresql_where=started)


def _call_count() -> None:
    op.create_table(
        "contact_call_count",
        *_id("contact_call_count"),
        _text("line"),
        sa.Column("site_id", sa.BigInteger),
        _text("office"),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("starts_at", sa.Time, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("calls", sa.Integer, nullable=False),
        _text("source"),
        _moment("imported_at"),
        _refers("contact_call_count", "site_id", "people_site"),
        sa.UniqueConstraint("line", "day", "starts_at", name=op.f("uq_contact_call_count_line_day_starts_at")),
        _check("contact_call_count", "office", "office IN ('front', 'other')"),
        _check("contact_call_count", "calls", "calls >= 0"),
        _check("contact_call_count", "minutes", "minutes BETWEEN 1 AND 1440"),
    )
    _index("contact_call_count", "day")
