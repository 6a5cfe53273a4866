"""Tables of contacts: the log, customers, properties, links to cases, causes of failure demand, call counts."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)

from engine.contacts.words import CHANNELS, DEMANDS, OFFICES, OUTCOMES
from engine.store.metadata import id_column, metadata, moment


def _among(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _search_key(name: str) -> Column[str]:
    """Text that is looked up by how it begins: compared byte by byte, so that an index serves it."""
    return Column(name, Text(collation="C"), nullable=False)


customer = Table(
    "contact_customer",
    metadata,
    id_column(),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("crm_reference", Text, nullable=False),
    _search_key("find_name"),
    _search_key("find_last"),
    _search_key("find_phone"),
    _search_key("find_email"),
    moment("created_at"),
    moment("erased_at", nullable=True),
    Column("row_version", Integer, nullable=False),
    Index("ix_contact_customer_find_name", "find_name"),
    Index("ix_contact_customer_find_last", "find_last"),
    Index("ix_contact_customer_find_phone", "find_phone"),
    Index("ix_contact_customer_find_email", "find_email"),
    Index("ix_contact_customer_crm_reference", "crm_reference"),
)

property_ = Table(
    "contact_property",
    metadata,
    id_column(),
    Column("uprn", Text),
    Column("usrn", Text),
    Column("address", Text, nullable=False),
    Column("postcode", Text, nullable=False),
    Column("area", Text, nullable=False),
    _search_key("find_postcode"),
    _search_key("find_address"),
    moment("created_at"),
    UniqueConstraint("uprn"),
    Index("ix_contact_property_usrn", "usrn"),
    Index("ix_contact_property_find_postcode", "find_postcode"),
    Index("ix_contact_property_find_address", "find_address"),
)

contact = Table(
    "contact_contact",
    metadata,
    id_column(),
    Column("reference", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("own_words", Text, nullable=False),
    Column("demand", Text, nullable=False),
    Column("failure_cause", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("service_id", BigInteger, ForeignKey("people_service.id")),
    Column("process_id", BigInteger, ForeignKey("definition_process.id")),
    Column("site_id", BigInteger, ForeignKey("people_site.id")),
    Column("team_id", BigInteger, ForeignKey("people_team.id")),
    Column("adviser_id", BigInteger, ForeignKey("people_user.id")),
    Column("customer_id", BigInteger, ForeignKey("contact_customer.id")),
    Column("property_id", BigInteger, ForeignKey("contact_property.id")),
    Column("repeat_of_id", BigInteger),
    Column("repeat_measurable", Boolean, nullable=False),
    Column("crm_reference", Text, nullable=False),
    moment("started_at"),
    moment("ended_at", nullable=True),
    moment("erased_at", nullable=True),
    Column("row_version", Integer, nullable=False),
    UniqueConstraint("reference"),
    CheckConstraint(_among("channel", CHANNELS), name="channel"),
    CheckConstraint(_among("demand", DEMANDS), name="demand"),
    CheckConstraint(_among("outcome", OUTCOMES), name="outcome"),
    CheckConstraint("(demand = 'failure') = (failure_cause <> '')", name="failure_cause"),
    CheckConstraint("ended_at >= started_at", name="ended_at"),
    Index("ix_contact_contact_started_at_id", "started_at", "id"),
    Index("ix_contact_contact_service_id_started_at_id", "service_id", "started_at", "id"),
    Index("ix_contact_contact_customer_id_started_at_id", "customer_id", "started_at", "id"),
    Index("ix_contact_contact_property_id_started_at_id", "property_id", "started_at", "id"),
    Index("ix_contact_contact_repeat_of_id", "repeat_of_id", postgresql_where=text("repeat_of_id IS NOT NULL")),
)

link = Table(
    "contact_link",
    metadata,
    Column("contact_id", BigInteger, ForeignKey("contact_contact.id"), nullable=False),
    Column("case_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    moment("linked_at"),
    PrimaryKeyConstraint("contact_id", "case_id"),
    CheckConstraint("kind IN ('started', 'touched')", name="kind"),
    Index("ix_contact_link_case_id", "case_id"),
    Index("uq_contact_link_started", "case_id", unique=True, postgresql_where=text("kind = 'started'")),
)

cause = Table(
    "contact_cause",
    metadata,
    Column("key", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("active", Boolean, nullable=False),
)

call_count = Table(
    "contact_call_count",
    metadata,
    id_column(),
    Column("line", Text, nullable=False),
    Column("site_id", BigInteger, ForeignKey("people_site.id")),
    Column("office", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("starts_at", Time, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("source", Text, nullable=False),
    moment("imported_at"),
    UniqueConstraint("line", "day", "starts_at"),
    CheckConstraint(_among("office", OFFICES), name="office"),
    CheckConstraint("calls >= 0", name="calls"),
    CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
    Index("ix_contact_call_count_day", "day"),
)
