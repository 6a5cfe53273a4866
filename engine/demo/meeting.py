"""The contacts of the invented council: the one that begins a case, those about it, and those that need no case."""

from __future__ import annotations

from datetime import datetime

from engine import contacts
from engine.contacts import Contact, NewContact
from engine.demo.life import MINUTE, Life
from engine.demo.plan import BREACH, DEFECT
from engine.demo.town import words
from engine.people import Actor
from engine.store import replay

_WRITING = 3
"""Of the customers of so many cases, one writes an e-mail to ask what is happening; the others ring."""


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
    """The customer gets in touch, in their own words. Whoever complains of a breach is not named in the contact."""
    plan, m = life.plan, life.matter
    nobody = plan.process == BREACH or (plan.process == DEFECT and m.often(0.15))
    nowhere = nobody and plan.process == DEFECT
    said = words()[plan.process]
    failure = m.random.choice(said["failure"]) if m.often(0.16) else None
    usual = said["larger"].get(m.application, said["value"]) if m.application else said["value"]
    new = NewContact(
        channel=plan.channel,
        own_words=failure["words"] if failure else m.random.choice(usual),
        demand="failure" if failure else "value",
        failure_cause=failure["cause"] if failure else "",
        site_id=life.cast.sites[plan.site],
        team_id=life.front.id,
        customer_id=None if nobody else _customer(life),
        property_id=None if nowhere else _place(life),
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
    channel = "email" if life.plan.number % _WRITING == 0 else "phone"
    contact = further_contact(life, channel, said, "failure", "progress_chasing", by)
    contacts.touch_case(life.now, contact.id, life.case_id, by=by)
    answered = _answered(life) if channel == "email" else life.at + 4 * MINUTE
    contacts.change_contact(replay(life.work, answered), contact.id, {"ended_at": answered}, by=by, row_version=2)


def _answered(life: Life) -> datetime:
    """When an e-mail is answered: after some hours of work, on the next day or the one after."""
    worked = life.cast.days.worked(life.at, 60 + life.plan.number * 37 % 720)
    return min(worked, life.plan.until)
