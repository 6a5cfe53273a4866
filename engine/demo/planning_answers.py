"""What the people of the invented council type into the forms of planning: applications, and complaints of breaches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from engine.demo.matter import Answers, Form, Matter, how, said

_WORKS = {
    "extension": "Single-storey extension to the rear, four metres deep",
    "porch": "Porch at the front door, two metres wide",
    "loft": "Loft conversion with a dormer to the rear",
    "outbuilding": "Garden room and store at the end of the garden",
    "boundary": "Wall of two metres along the road with a gate",
    "disabled_access": "Ramp to the front door and a wet room downstairs",
}
_LARGER = {
    "minor": "Two homes in the yard behind the shop",
    "major": "Twelve homes on the former depot",
    "environmental": "A reservoir above the town with a road to it",
}
_FEES = {"householder": 258, "minor": 578, "major": 6240, "environmental": 6240}
_SEEN = {
    "works": "A house wall is going up and there is no notice anywhere",
    "use": "Cars are painted in the drive, all week and on Sundays",
    "listed": "The old windows are in a skip in front of the house",
    "tree": "Two men with a saw are at the big oak behind the chapel",
    "conditions": "The lorries come before seven, the permission says eight",
    "sign": "A sign as high as the house stands on the corner",
    "untidy": "Grass to the knee, an old boat and rubbish bags in front",
    "boundary": "The new fence stands a hand's breadth on our side",
    "noise": "The fan behind the kitchen runs all night long",
}


def _application(m: Matter, day: date) -> Answers:
    m.days["complete"] = day
    small = m.application == "householder"
    kind = m.one(extension=46, porch=6, loft=16, outbuilding=14, boundary=12, disabled_access=6) if small else "other"
    complete, fee = m.often(0.72), _FEES[m.application]
    return {
        "applicant_name": m.person.name,
        "applicant_email": m.person.email,
        "site_uprn": m.home.uprn,
        "application_type": m.application,
        "work_kind": kind,
        "proposal": _WORKS[kind] if small else _LARGER[m.application],
        "listed_building": False,
        "conservation_area": m.often(0.15),
        "trees_affected": m.often(0.1),
        "new_access": kind == "boundary",
        "certificate": "a" if complete or m.often(0.5) else "missing",
        "has_location_plan": complete or m.often(0.5),
        "has_drawings": True,
        "has_heritage_statement": False,
        "fee_paid": 0 if kind == "disabled_access" else fee if complete else fee - 58,
        "payment_reference": m.number("PAY-####"),
        "staff_or_member": m.often(0.02),
    }


def _supplied(m: Matter, day: date) -> Answers:
    m.days["complete"] = day
    result = "withdrawn" if m.often(0.06) else "supplied"
    papers = {"has_location_plan": True, "has_drawings": True, "has_heritage_statement": True}
    return {"missing_result": result, "certificate": "a", "fee_paid": _FEES[m.application], **papers}


def _assessed(m: Matter, day: date) -> Answers:
    objections = m.random.choices((0, 1, 2, 6), (60, 25, 11, 4))[0]
    return {
        "visited_on": (day - timedelta(days=2)).isoformat(),
        "objections": objections,
        "called_in": m.often(0.03),
        "recommendation": "refuse" if objections > 1 and m.often(0.5) else "grant",
    }


def _decided(m: Matter, _day: date) -> Answers:
    granted = m.often(0.87)
    reasons = "To be built within three years with matching materials" if granted else "Takes the neighbours' light"
    return {"decision": "granted" if granted else "refused", "decision_reasons": reasons}


def _committee(m: Matter, day: date) -> Answers:
    return {"committee_date": day.isoformat(), **_decided(m, day)}


def _complaint(m: Matter, day: date) -> Answers:
    kind = m.one(works=34, use=18, conditions=14, untidy=11, sign=6, tree=6, listed=4, boundary=4, noise=3)
    named = m.often(0.6)
    return {
        "site_address": m.home.address,
        "site_uprn": m.home.uprn,
        "breach_kind": kind,
        "harm": m.one(lasting=8, serious=34, other=58),
        "still_going_on": m.often(0.6),
        "seen_since": (day - timedelta(days=m.random.randrange(0, 40))).isoformat(),
        "what_was_seen": _SEEN[kind],
        "complainant_name": m.person.name if named else "",
        "complainant_contact": m.person.phone if named else "",
    }


def _visited(m: Matter, day: date) -> Answers:
    breach = m.often(0.55)
    note = "What was reported is there" if breach else "Nothing there that needs a permission"
    return {"visited_on": day.isoformat(), "breach_found": breach, "visit_note": note}


FORMS: Mapping[str, Form] = {
    "take_in_application": _application,
    "ask_for_missing": how("asked_how", now=3, phone=3, email=4),
    "take_in_missing": _supplied,
    "decide_on_incomplete": lambda m, _day: {
        "incomplete_decision": m.one(more_time=6, **{"return": 4}),
        "incomplete_reason": "Rang twice and left word",
    },
    "return_application": lambda m, _day: {"refund_reference": m.number("RF-####")},
    "validate_application": lambda m, _day: {
        "drawings_right": True,
        "valid_from": m.days["complete"].isoformat(),
    },
    "record_in_register": lambda m, _day: {"application_reference": m.number("NM/#####/HH")},
    "consult": lambda m, _day: {"neighbours_written_to": m.random.randrange(2, 9), "notice_posted": m.often(0.2)},
    "assess_application": _assessed,
    "take_to_committee": _committee,
    "decide_application": _decided,
    "issue_decision": lambda m, day: {"notice_reference": m.number("NM/#####/DN"), "issued_on": day.isoformat()},
    "explain_permission": how("permission_explained", phone=3, email=6, counter=1),
    "explain_refusal": how("refusal_explained", phone=7, email=2, counter=1),
    "take_complaint": _complaint,
    "explain_who_can_help": said(helped_by="advice", planning_after_all=False),
    "tell_visit": said(promise_given=True),
    "register_complaint": lambda m, _day: {"enforcement_reference": m.number("NM/ENF/#####")},
    "visit_site": _visited,
    "decide_action": lambda m, _day: {
        "action": m.one(time=5, apply=3, notice=1, nothing=3),
        "action_reasons": "The harm was weighed with what the plan says",
    },
    "look_again": lambda m, _day: {"put_right": m.often(0.75)},
    "tell_outcome": how("told_how", phone=3, email=5, letter=1, nobody=2),
}


def kind_of_application(random: Random) -> str:
    """Which kind a planning application is of, most often a householder's."""
    return random.choices(list(_FEES), (72, 14, 10, 4))[0]
