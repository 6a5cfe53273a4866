"""Cases that pages are tried on."""

from __future__ import annotations

from typing import Any

from engine import cases, contacts
from engine.cases import Begun, CaseTask
from engine.people import Actor
from engine.store import Store, reading, unit_of_work
from tests.council import Council


def begin(store: Store, council: Council, *, contact_id: int | None = None, site_id: int | None = None) -> int:
    """The id of a case at Eastgate, begun by the adviser."""
    with unit_of_work(store) as work:
        site = site_id or council.site_id
        begun = Begun(contact_id=contact_id)
        return cases.start(work, process_key="report", site_id=site, by=council.adviser, begun=begun).id


def open_task(store: Store, council: Council, case_id: int) -> CaseTask:
    """The one open task of a case."""
    with reading(store) as work:
        (found,) = [
            task for task in cases.case(work, case_id, by=council.adviser).tasks if task.status in ("open", "claimed")
        ]
    return found


def complete(store: Store, council: Council, case_id: int, by: Actor, **answers: object) -> CaseTask:
    """The task that opened when `by` had completed the open one."""
    task = open_task(store, council, case_id)
    with unit_of_work(store) as work:
        cases.complete(work, task.id, answers=answers, by=by)
    return open_task(store, council, case_id)


def call(store: Store, council: Council, **more: Any) -> int:
    """The id of a contact that the adviser records at Eastgate."""
    new = contacts.NewContact("phone", "A hole in our road", site_id=council.site_id, **more)
    with unit_of_work(store) as work:
        return contacts.record(work, new, by=council.adviser).id
