"""What is found for a contact: processes for the words, the customer, the place, and the cases there are already."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from wtforms import Field

from engine import cases, contacts, definitions, people
from engine.cases import CaseFilter, CaseRow, CaseView
from engine.contacts import Contact, Customer, Property, ShortList
from engine.definitions import FoundProcess, ProcessRow
from engine.errors import NotFound, Refused
from engine.people import Actor
from engine.store import Work
from web.forms import chosen_id
from web.names import process_names
from web.pages.contacts.contact_form import NEW, NOBODY, ContactForm

MOST_CASES = 5
MOST_FOUND = 10
Found = TypeVar("Found", bound=Customer | Property)

_REFERENCE = re.compile(r"[A-Za-z2-9]{4}[\s-]?[A-Za-z2-9]{4}")
_CHASING = re.compile(
    r"\b(called|phoned|rang|rung|got|come|came|written) (\w+ )?back\b"
    r"|\bwhat('s|’s| is| has) happen|\bhow (much|many) longer\b|\bstill (waiting|not|no|nothing)\b"
    r"|\bheard (nothing|anything|back)\b|\b(chasing|any news|no news|progress)\b"
    r"|\balready (reported|told|asked|rang)\b"
    r"|\bwhere('s|’s| is| are) (my|our) (?!nearest|next|local|polling)"
    r"|\bwhen (will|do|shall) (I|we) (get|hear|have)\b"
    r"|\b(hasn('|’)t|has not|haven('|’)t|have not) (come|been|arrived|heard)\b",
    re.IGNORECASE,
)
"""How customers ask after something that has begun."""
_OPEN = frozenset({"open", "waiting", "suspended", "stuck"})


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case that the contact may be about. `readable` is false where the reader sees no more than its reference."""

    id: int
    reference: str
    name: str
    status: str
    next_action: str
    next_team_id: int | None
    promised_at: datetime | None
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Matches:
    """What was found. `others` are all processes that could be started, when none fits the words; `homes` the places
    that the customers were last in touch about, which tell two people of one name apart.

    `focus` says where the person goes on: at a `case`, a `customer`, a `process`, or with `who` it is, which a customer
    who asks after something has not been asked yet.
    """

    processes: Sequence[FoundProcess] = ()
    others: Sequence[ProcessRow] = ()
    customers: ShortList[Customer] = field(default_factory=ShortList)
    properties: ShortList[Property] = field(default_factory=ShortList)
    homes: Mapping[int, Property] = field(default_factory=dict)
    cases: Sequence[KnownCase] = ()
    focus: str = "process"


def find_matches(work: Work, form: ContactForm, *, by: Actor) -> Matches:
    """Look for all that the form asks for, and choose the customer and the place where only one is found.

    A case whose reference was typed brings its customer along. Raises Refused when what was typed is too short.
    """
    named = _named_case(work, typed(form.who.data), by=by)
    customers = _customers(work, form) if named is None else _customer_of_case(work, form, named)
    properties = _properties(work, form)
    found, others = fitting(work, form.own_words.data or "", site_id=form.site_id.data or None, by=by)
    chosen = form.customer_id.data
    known = _known_cases(work, _known_id(chosen), named, by=by)
    focus = _focus(named, customers, chosen)
    chases = bool(_CHASING.search(form.own_words.data or ""))
    if focus == "process" and (chases or not found) and any(_is_open(case) for case in known):
        focus = "case"
    elif focus == "process" and chosen is None and chases:
        focus = "who"
    return Matches(found, others, customers, properties, _homes(work, customers), known, focus)


def find_who_and_where(work: Work, form: ContactForm) -> Matches:
    """Look for the customer and the place of the form only. Raises Refused when what was typed is too short."""
    customers = _customers(work, form)
    return Matches(customers=customers, properties=_properties(work, form), homes=_homes(work, customers))


def find_more(work: Work, contact: Contact, words: str, reference: str, *, by: Actor) -> Matches:
    """Look for another case of a contact: what fits the words, and the cases its customer has, or the one named."""
    found, others = fitting(work, words, site_id=contact.site_id, by=by) if words else ((), ())
    named = _named_case(work, reference, by=by)
    known = _known_cases(work, contact.customer_id, named, by=by)
    return Matches(found, others, cases=known, focus=_focus(named, ShortList(), None))


def fitting(
    work: Work, words: str, *, site_id: int | None, by: Actor
) -> tuple[Sequence[FoundProcess], Sequence[ProcessRow]]:
    """The processes that fit, best first; and where none does, all that this person could start."""
    services = people.scoped_services(by, "case:start")
    found = definitions.find_processes(work, words, service_ids=services, site_id=site_id)
    if found:
        return found, ()
    every = definitions.processes(work, service_ids=services)
    return (), [row for row in every if row.live_version_id is not None]


def _named_case(work: Work, reference: str, *, by: Actor) -> CaseView | None:
    """The case whose reference was typed, if it is one and there is such a case."""
    if not _REFERENCE.fullmatch(reference):
        return None
    try:
        return cases.case_by_reference(work, reference, by=by)
    except NotFound:
        return None


def _known_cases(work: Work, customer_id: int | None, named: CaseView | None, *, by: Actor) -> Sequence[KnownCase]:
    """The case that was named, then the latest ones of a customer, open ones first."""
    found: list[CaseView | CaseRow] = [named] if named else []
    if customer_id is not None:
        listed = cases.find_cases(work, CaseFilter(customer_id=customer_id), by=by, limit=MOST_CASES)
        others = [row for row in listed if named is None or row.id != named.id]
        found += sorted(others, key=lambda row: not _is_open(row))
    if not found:
        return ()
    processes = process_names(work)
    return [_known(case, processes) for case in found]


def _is_open(case: CaseView | CaseRow | KnownCase) -> bool:
    return case.status in _OPEN


def _focus(named: CaseView | None, customers: ShortList[Customer], chosen: str | None) -> str:
    """Where the person goes on: at the case they named, at who it is if that is open, else at the first process."""
    if named is not None:
        return "case"
    return "customer" if customers.total > 1 and chosen is None else "process"


def typed(text: str | None) -> str:
    """What was typed, with spaces made one."""
    return " ".join((text or "").split())


def _homes(work: Work, customers: ShortList[Customer]) -> Mapping[int, Property]:
    return contacts.places_of_customers(work, [customer.id for customer in customers.rows])


def _customers(work: Work, form: ContactForm) -> ShortList[Customer]:
    return _found(
        form.who,
        form.who_found,
        form.customer_id,
        find=partial(contacts.list_customers, work, limit=MOST_FOUND),
        by_id=partial(contacts.customer, work),
        begin_new=partial(_begin_new_customer, form),
    )


def _properties(work: Work, form: ContactForm) -> ShortList[Property]:
    return _found(
        form.where,
        form.where_found,
        form.property_id,
        find=partial(contacts.list_properties, work, limit=MOST_FOUND),
        by_id=partial(contacts.property_by_id, work),
        begin_new=partial(_begin_new_place, form),
    )


def _customer_of_case(work: Work, form: ContactForm, case: CaseView) -> ShortList[Customer]:
    """The customer of the case that was named, who is chosen then; nobody for a case that the reader may not see."""
    wanted = typed(form.who.data)
    if form.who_found.data != wanted:
        form.customer_id.data = str(case.customer_id) if case.customer_id else NOBODY
        form.who_found.data = wanted
    return ShortList((contacts.customer(work, case.customer_id),), 1) if case.customer_id else ShortList()


def _begin_new_customer(form: ContactForm, wanted: str) -> None:
    letters = re.search(r"[^\W\d_]", wanted)
    kind = "email" if "@" in wanted else "name" if letters else "phone"
    for name in ("name", "phone", "email"):
        form[name].data = wanted if name == kind else ""


def _begin_new_place(form: ContactForm, wanted: str) -> None:
    form.address.data, form.postcode.data = wanted, ""


def _found(
    field: Field,
    looked_for: Field,
    chosen: Field,
    *,
    find: Callable[[str], ShortList[Found]],
    by_id: Callable[[int], Found],
    begin_new: Callable[[str], None],
) -> ShortList[Found]:
    """Who or where is found for what was typed in a field, with the one that was chosen before.

    What was not `looked_for` yet chooses the only one there is, and fills what a new one would be called.
    """
    wanted = typed(field.data)
    if not wanted:
        chosen.data = None
        return ShortList()
    is_new = looked_for.data != wanted
    known = None if is_new else _known_id(chosen.data)
    found = _look(field.short_name, known, partial(find, wanted))
    ids = [one.id for one in found.rows]
    if known is not None and known not in ids:
        found = ShortList((by_id(known), *found.rows), found.total + 1)
    if is_new:
        chosen.data = _only(ids)
        begin_new(wanted)
        looked_for.data = wanted
    return found


def _look(field: str, known: int | None, find: Callable[[], ShortList[Found]]) -> ShortList[Found]:
    """What is found. Too little to look for is a problem of its field, unless it is `known` who or where it is."""
    try:
        return find()
    except Refused as error:
        if known is not None:
            return ShortList()
        raise Refused.at(field, error.message) from None


def _known_id(chosen: str | None) -> int | None:
    return None if chosen in (None, NOBODY, NEW) else chosen_id(chosen)


def _only(ids: Sequence[int]) -> str | None:
    """What is chosen by itself: the only one there is, or to add it where there is none."""
    if len(ids) > 1:
        return None
    return str(ids[0]) if ids else NEW


def _known(case: CaseView | CaseRow, named: Mapping[int, str]) -> KnownCase:
    readable = isinstance(case, CaseRow) or case.full
    name = named.get(case.process_id, "")
    return KnownCase(
        case.id, case.reference, name, case.status, case.next_action, case.next_team_id, case.promised_at, readable
    )
