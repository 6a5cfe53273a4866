"""A little history of the small council, made through the engine: contacts, cases, tasks, hand-offs, moved steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine import cases, contacts, measures, transfer
from engine.cases import CaseTask, Started, StepMove
from engine.contacts import Contact, NewContact
from engine.measures import Figure, Scope
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from engine.transfer import Place
from tests.council import Council

SHALLOW, DEEP = 10, 50
PATH = ("agreed", "trained", "pilot", "live")


@dataclass(frozen=True, slots=True)
class History:
    """Short ways to make things happen, each in a unit of work of its own, at the store's time."""

    store: Store
    council: Council

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.store.clock.advance(timedelta(**time))

    def customer(self, name: str = "Ann Smith") -> int:
        """Keep a customer."""
        with unit_of_work(self.store) as work:
            return contacts.add_customer(work, name=name, by=self.council.adviser).id

    def contact(self, **values: Any) -> Contact:
        """Record a telephone call to the adviser at Eastgate about the process."""
        asked = {"channel": "phone", "own_words": "A hole", "site_id": self.council.site_id}
        asked |= {"service_id": self.council.service_id, "process_id": self.council.process_id}
        with unit_of_work(self.store) as work:
            return contacts.record(work, NewContact(**(asked | values)), by=self.council.adviser)

    def begin(self, contact: Contact, **options: Any) -> Started:
        """Start a case for a contact."""
        with unit_of_work(self.store) as work:
            given = {"process_key": "report", "by": self.council.adviser, **options}
            return contacts.start_case(work, contact.id, **given)

    def open_task(self, case_id: int) -> CaseTask:
        """The one open task of a case."""
        with reading(self.store) as work:
            tasks = cases.case(work, case_id, by=self.council.adviser).tasks
        (found,) = [task for task in tasks if task.status in ("open", "claimed")]
        return found

    def complete(self, case_id: int, contact: Contact | None = None, **answers: Any) -> None:
        """Complete the open task of a case by somebody of the team that has it, in a contact or without one."""
        task = self.open_task(case_id)
        by = self.council.adviser if task.team_id == self.council.front_team_id else self.council.officer
        with unit_of_work(self.store) as work:
            cases.complete(work, task.id, answers=answers, by=by, contact_id=contact.id if contact else None)

    def end(self, contact: Contact) -> None:
        """End a contact: the customer has been told."""
        with unit_of_work(self.store) as work:
            version = contacts.contact(work, contact.id).row_version
            changes = {"ended_at": work.now}
            contacts.change_contact(work, contact.id, changes, by=self.council.adviser, row_version=version)

    def touch(self, contact: Contact, case_id: int) -> None:
        """Say that a contact was about a case that there is already."""
        with unit_of_work(self.store) as work:
            contacts.touch_case(work, contact.id, case_id, by=self.council.adviser)

    def close(self, case_id: int, as_: str) -> None:
        """Close a case as withdrawn or duplicate."""
        with unit_of_work(self.store) as work:
            cases.close(work, case_id, as_=as_, reason="They said so", by=self.council.adviser)

    def move(self, to: str, step: str = "inspect", site_id: int | None = None) -> None:
        """Walk a step the whole way to a state; the pilot is one case in a hundred."""
        for state in PATH[: PATH.index(to) + 1]:
            self.move_on(state, step, site_id, **({"pilot_share": 1} if state == "pilot" else {}))

    def move_on(self, to: str, step: str = "inspect", site_id: int | None = None, **change: Any) -> None:
        """Move a step on from where it stands."""
        place = Place(self.council.process_id, step, site_id or self.council.site_id)
        with unit_of_work(self.store) as work:
            moved = StepMove(to=to, row_version=standing_version(work, place), **change)
            cases.move_step(work, place, moved, by=self.council.head)

    def hold(self, obstacle: str, step: str = "inspect") -> None:
        """Say what holds a step at Eastgate."""
        place = Place(self.council.process_id, step, self.council.site_id)
        with unit_of_work(self.store) as work:
            version = standing_version(work, place)
            where = {"process_id": place.process_id, "step_key": step, "site_id": place.site_id}
            transfer.hold(work, **where, obstacle=obstacle, note="x", by=self.council.head, row_version=version)

    def release(self, step: str = "inspect") -> None:
        """Say that what held a step at Eastgate is gone."""
        place = Place(self.council.process_id, step, self.council.site_id)
        with unit_of_work(self.store) as work:
            version = standing_version(work, place)
            where = {"process_id": place.process_id, "step_key": step, "site_id": place.site_id}
            transfer.release_hold(work, **where, reason="x", by=self.council.head, row_version=version)

    def shallow(self, contact: Contact | None = None, *, end: bool = True) -> int:
        """A case that the front office finishes in the contact that begins it."""
        contact = contact or self.contact(customer_id=self.customer())
        started = self.begin(contact)
        self.complete(started.id, contact, depth=SHALLOW)
        self.complete(started.id, contact)
        if end:
            self.end(contact)
        return started.id

    def deep(self, contact: Contact | None = None) -> int:
        """A case that goes on to “Inspect it”."""
        contact = contact or self.contact(customer_id=self.customer())
        started = self.begin(contact)
        self.complete(started.id, contact, depth=DEEP)
        self.end(contact)
        return started.id

    def repaired(self, contact: Contact | None = None) -> int:
        """A case that went to the back office, waited two days and ended with the repair."""
        case_id = self.deep(contact)
        self.complete(case_id, finding="a hole")
        self.wait(days=2)
        cases.fire_due_timers(self.store)
        self.complete(case_id)
        return case_id

    def walk_through(self, depth: int = SHALLOW) -> int:
        """A case of the version to try it out, with its first step done."""
        with unit_of_work(self.store) as work:
            started = cases.start_walk_through(
                work, version_id=self.council.version_id, site_id=self.council.site_id, by=SYSTEM
            )
        self.complete(started.id, depth=depth)
        return started.id

    def scope(self, **limits: Any) -> Scope:
        """The last 90 days up to a second from now, everywhere unless limited."""
        now = self.store.clock.now()
        period = {"since": now - timedelta(days=90), "until": now + timedelta(seconds=1), "now": now}
        return Scope(**(period | limits))

    def figures(self, key: str, *by: str, **limits: Any) -> list[Figure]:
        """A measure by groups."""
        with reading(self.store) as work:
            return measures.figures(work, measures.measure(key), self.scope(**limits), by=by)

    def counted(self, key: str, **limits: Any) -> tuple[int, int]:
        """Numerator and denominator of a measure."""
        found = self.figures(key, **limits)
        return (found[0].numerator, found[0].denominator) if found else (0, 0)

    def splits(self, key: str, **limits: Any) -> dict[str, tuple[int, int]]:
        """Numerator and denominator of a measure by its split."""
        found = self.figures(key, "split", **limits)
        return {figure.group["split"]: (figure.numerator, figure.denominator) for figure in found}

    def listed(self, key: str, scope: Scope | None = None, **options: Any) -> list[Any]:
        """The rows behind a measure."""
        with reading(self.store) as work:
            return list(measures.listing(work, measures.measure(key), scope or self.scope(), **options))

    def now(self) -> datetime:
        """The time of the store's clock."""
        return self.store.clock.now()


def standing_version(work: Any, place: Place) -> int:
    """The row version of a standing; 0 for a step never touched."""
    found = transfer.standings(work, place.process_id, place.site_id).get(place.step_key)
    return found.row_version if found else 0
