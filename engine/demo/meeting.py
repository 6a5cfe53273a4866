"""The contacts of the invented council: the one that begins a case, those about it, and those that need no case."""

from __future__ import annotations

from engine import contacts
from engine.contacts import Contact, NewContact
from engine.demo.life import MINUTE, Life
from engine.demo.plan import DEFECT
from engine.demo.town import words
from engine.people import Actor
from engine.store import replay


def answer_somebody_else(life: Life) -> None:
    """Before the customer of this case, now and then, somebody asked what needs no case at all."""
    m, site = life.matter, life.cast.sites[life.plan.site]
    if not m.often(0.35):
        return
    asked = m.random.choice(words()["simple"])
    by = life.cast.somebody(life.front.id, m.random)
    new = NewContact(
        channel=m.one(phone=8, counter=2),
        own_words=asked["words"],
        outcome=asked["outcome"],
        site_id=site,
        team_id=life.front.id,
        ended_at=life.at + 3 * MINUTE,
    )
    contacts.record(life.now, new, by=by)


def first_contact(life: Life) -> Contact:
    """The customer gets in touch, in their own words."""
    plan, m = life.plan, life.matter
    anonymous = plan.process == DEFECT and m.often(0.15)
    said = words()[plan.process]
    failure = m.random.choice(said["failure"]) if m.often(0.16) else None
    new = NewContact(
        channel=plan.channel,
        own_words=failure["words"] if failure else m.random.choice(said["value"]),
        demand="failure" if failure else "value",
        failure_cause=failure["cause"] if failure else "",
        site_id=life.cast.sites[plan.site],
        team_id=life.front.id,
        customer_id=None if anonymous else _customer(life),
        property_id=None if anonymous else _place(life),
    )
    return contacts.record(life.now, new, by=life.adviser)


def _customer(life: Life) -> int:
    who, number = life.matter.person, f"NM-{life.plan.number:05}"
    return contacts.add_customer(
        life.now, name=who.name, phone=who.phone, email=who.email, crm_reference=number, by=life.adviser
    ).id


def _place(life: Life) -> int:
    where, area = life.matter.home, life.cast.areas[life.plan.site]
    if life.plan.process == DEFECT:
        return contacts.keep_property(life.now, usrn=where.usrn, address=where.address, area=area).id
    return contacts.keep_property(
        life.now, uprn=where.uprn, address=where.address, postcode=where.postcode, area=area
    ).id


def further_contact(life: Life, channel: str, said: str, demand: str, cause: str, by: Actor) -> Contact:
    """A further contact about the case, by the same customer."""
    first = life.contact
    new = NewContact(
        channel=channel,
        own_words=said,
        demand=demand,
        failure_cause=cause,
        site_id=life.cast.sites[life.plan.site],
        team_id=life.front.id,
        customer_id=first.customer_id if first else None,
        property_id=first.property_id if first else None,
    )
    return contacts.record(life.now, new, by=by)


def chase(life: Life) -> None:
    """The customer asks what is happening."""
    if not life.goes_on:
        return
    m = life.matter
    by = life.cast.somebody(life.front.id, m.random)
    said = m.random.choice(words()[life.plan.process]["chasing"])
    contact = further_contact(life, "phone", said, "failure", "progress_chasing", by)
    contacts.touch_case(life.now, contact.id, life.case_id, by=by)
    ended = {"ended_at": life.at + 4 * MINUTE}
    contacts.change_contact(replay(life.work, life.at + 4 * MINUTE), contact.id, ended, by=by, row_version=2)
