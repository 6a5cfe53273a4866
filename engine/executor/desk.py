"""The desk of one job: what functions may ask of the council's rooms, and what they want written with their answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from engine import cases, contacts, notices, sla
from engine.cases import ClaimedJob
from engine.connectors import NotDone
from engine.errors import NotFound
from engine.store import Store, Work, reading

_OF_PLACE = ("address", "postcode", "area", "usrn")


@dataclass(frozen=True, slots=True)
class JobDesk:
    """See `engine.connectors.Desk`."""

    store: Store
    job: ClaimedJob
    writes: list[Callable[[Work], object]] = field(default_factory=list)
    """What is written with the job's answer, in its transaction: all of it, or nothing when the answer is not taken."""

    def find_property(self, uprn: str) -> Mapping[str, object] | None:
        """The place with this UPRN."""
        with reading(self.store) as work:
            found = [place for place in contacts.find_properties(work, uprn) if place.uprn == uprn]
        return {name: getattr(found[0], name) for name in _OF_PLACE} if found else None

    def count_working_days(self, first: date, last: date, calendar: str) -> int:
        """The open days after the first date, up to the last."""
        try:
            with reading(self.store) as work:
                kept = sla.calendar_for(work, calendar or sla.DEFAULT_CALENDAR)
        except NotFound as unknown:
            raise NotDone(unknown.message, permanent=True) from None
        return sla.working_days(kept, first, last)

    def tell_customer(self, subject: str, words: str) -> bool:
        """Have a notice written under the key of the job, so that a repeat changes nothing."""
        with reading(self.store) as work:
            customer_id, _ = cases.matter_of(work, self.job.case_id)
            address = contacts.customer(work, customer_id).email if customer_id is not None else ""
        if address:
            notice = partial(notices.send, recipient=address, subject=subject, body=words, case_id=self.job.case_id)
            self.writes.append(partial(notice, key=f"job:{self.job.key}", channel="email"))
        return bool(address)

    def add_line(self, line: str) -> None:
        """Have a line written under the id of the job."""
        self.writes.append(partial(cases.add_line, job_id=self.job.id, line=line))
