"""The desk of one job: what functions may ask of the council's rooms, each thing in a unit of work of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from engine import cases, contacts, notices, sla
from engine.cases import ClaimedJob
from engine.connectors import NotDone
from engine.errors import NotFound
from engine.store import Store, reading, unit_of_work

_OF_PLACE = ("address", "postcode", "area", "usrn")


@dataclass(frozen=True, slots=True)
class JobDesk:
    """See `engine.connectors.Desk`."""

    store: Store
    job: ClaimedJob

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
        days = (first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1))
        return sum(1 for day in days if kept.hours(day).open)

    def tell_customer(self, subject: str, words: str) -> bool:
        """Write a notice under the key of the job, so that a repeat changes nothing."""
        with unit_of_work(self.store) as work:
            customer_id, _ = cases.matter_of(work, self.job.case_id)
            address = contacts.customer(work, customer_id).email if customer_id is not None else ""
            if address:
                notices.send(
                    work,
                    key=f"job:{self.job.key}",
                    channel="email",
                    recipient=address,
                    subject=subject,
                    body=words,
                    case_id=self.job.case_id,
                )
        return bool(address)

    def add_line(self, line: str) -> None:
        """Write a line under the id of the job."""
        with unit_of_work(self.store) as work:
            cases.add_line(work, self.job.id, line)
