"""What a contact is: as it is recorded, and as it is read back. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from engine.contacts.words import LinkKind


@dataclass(frozen=True, slots=True)
class NewContact:
    """A call, visit, e-mail or letter to be recorded.

    `own_words` are what the customer said, up to 2,000 characters; only an abandoned contact may have none. `demand` is
    value or failure; failure names a `failure_cause` from the code list. Times are aware; `started_at` None means now.
    """

    channel: str
    own_words: str = ""
    demand: str = "value"
    failure_cause: str = ""
    outcome: str = "answered"
    service_id: int | None = None
    process_id: int | None = None
    site_id: int | None = None
    team_id: int | None = None
    customer_id: int | None = None
    property_id: int | None = None
    crm_reference: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A recorded contact.

    `repeat_of_id` is the latest contact about the same process from the same customer or about the same property in the
    28 days before. `repeat_measurable` is false when neither is known: such a contact is never counted as "no repeat".
    """

    id: int
    reference: str
    channel: str
    own_words: str
    demand: str
    failure_cause: str
    outcome: str
    service_id: int | None
    process_id: int | None
    site_id: int | None
    team_id: int | None
    adviser_id: int | None
    customer_id: int | None
    property_id: int | None
    repeat_of_id: int | None
    repeat_measurable: bool
    crm_reference: str
    started_at: datetime
    ended_at: datetime | None
    erased_at: datetime | None
    row_version: int


@dataclass(frozen=True, slots=True)
class Link:
    """A contact that started or touched a case."""

    contact_id: int
    case_id: int
    kind: LinkKind
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of contacts is limited to. None means no limit; an empty collection means nothing.

    `scopes` are the pairs of service and site that the reader may see, None in a pair standing for all of them.
    `demand` is value, failure, or neither: what was not for this council is neither, unless a failure brought it here.
    `adviser_id` keeps to contacts that this person recorded, `in_progress` to those that have not been ended.
    """

    scopes: Collection[tuple[int | None, int | None]] | None = None
    service_ids: Collection[int] | None = None
    site_ids: Collection[int] | None = None
    process_id: int | None = None
    team_id: int | None = None
    adviser_id: int | None = None
    customer_id: int | None = None
    property_id: int | None = None
    channel: str | None = None
    demand: str | None = None
    in_progress: bool = False
    since: datetime | None = None
    until: datetime | None = None
