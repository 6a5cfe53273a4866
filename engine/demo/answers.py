"""What the people of the invented council type into the forms of its processes, by each case's own chance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from engine.demo.matter import Answers, Form, Matter, how, said
from engine.demo.planning_answers import FORMS as PLANNING
from engine.demo.town import landlord

STUCK_CREDIT = "1240.60"


def answers(step: str, matter: Matter, day: date) -> Answers:
    """The answers to the form of a step, on a day. Raises KeyError for a step that Northmere does not know."""
    return _FORMS[step](matter, day)


def _move_details(m: Matter, day: date) -> Answers:
    kind = m.one(within=55, into=25, out=20)
    tenure = m.one(private_tenant=46, owner=29, social_tenant=19, other=6)
    new_home = "listed" if m.stuck or kind == "out" else m.one(listed=96, not_listed=4)
    return {
        "customer_name": m.person.name,
        "contact_phone": m.person.phone,
        "contact_email": m.person.email,
        "move_kind": kind,
        "account_number": m.number("7#######"),
        "old_address": m.other.address,
        "old_uprn": m.other.uprn,
        "new_home": new_home,
        "new_address": m.home.address,
        "new_uprn": m.home.uprn,
        "move_date": (day + timedelta(days=m.random.randrange(-20, 15))).isoformat(),
        "tenure": "private_tenant" if m.stuck else tenure,
        "adults": m.random.choices((1, 2, 3, 4), (50, 38, 8, 4))[0],
        "landlord": landlord(m.random),
        "forwarding_address": m.other.address,
    }


def _liability(m: Matter, day: date) -> Answers:
    party = "customer" if m.stuck else m.one(customer=62, joint=33, someone_else=5)
    return {
        "liable_party": party,
        "liable_from": day.isoformat(),
        "others_liable": "The partner named in the tenancy",
        "disputed": not m.stuck and (party == "someone_else" or m.often(0.03)),
    }


def _revenues_record(m: Matter, _day: date) -> Answers:
    credit: object = 0 if m.often(0.7) else round(m.random.uniform(8, 430), 2) if m.often(0.9) else 612.5
    return {"revenues_reference": m.number("CT-7#######"), "credit": STUCK_CREDIT if m.stuck else credit}


def _told(m: Matter, _day: date) -> Answers:
    told = [name for name in ("electoral", "waste", "parking", "library") if m.often(0.4)]
    return {"services_told": told}


def _report(m: Matter, _day: date) -> Answers:
    kind = m.one(pothole=50, footway=18, cover=5, light=8, drain=3, flooding=8, obstruction=6, other=2)
    places = ("outside the door", "on the bend", "by the crossing", "at the junction", "beside the bus stop")
    return {
        "location": f"{m.home.address}, {m.random.choice(places)}",
        "usrn": m.home.usrn,
        "already_reported": m.often(0.09),
        "open_report": m.number("HW-2####"),
        "defect_kind": kind,
        "road_class": "footway" if kind == "footway" else m.one(local=68, main=22, trunk=4, private=6),
        "depth_mm": m.random.choice((0, 15, 25, 40, 45, 60, 70, 110)),
        "width_mm": m.random.choice((0, 150, 220, 270, 300, 450)),
        "light_fault": "out",
        "light_column": m.number("L####"),
        "danger": m.often(0.07),
        "wants_to_claim": m.often(0.05),
        "reporter_name": m.person.name,
        "reporter_phone": m.person.phone,
    }


def _promised(m: Matter, _day: date) -> Answers:
    wanted = m.one(text=6, email=3, none=2)
    reached = {"updates_email": m.person.email, "updates_phone": m.person.phone}
    return {"promise_given": True, "updates_by": wanted if m.person.email or wanted == "none" else "text", **reached}


def _inspected(m: Matter, _day: date) -> Answers:
    needs = m.often(0.82)
    depth = m.random.randrange(40, 130) if needs else m.random.randrange(5, 38)
    return {"measured_depth_mm": depth, "measured_width_mm": m.random.randrange(90, 500), "needs_repair": needs}


_FORMS: Mapping[str, Form] = {
    **PLANNING,
    "take_move_details": _move_details,
    "list_home": lambda m, _day: {"listed_uprn": m.home.uprn, "valuation_reference": m.number("VO-####")},
    "ask_for_evidence": how("evidence_asked_for", agreement=8, completion=1, letter=2),
    "take_in_evidence": said(evidence_result="seen", evidence_seen="Signed agreement"),
    "chase_evidence": how("next_move", more_time=1, go_on=3),
    "confirm_liability": _liability,
    "settle_dispute": lambda m, _day: {
        "bill_goes_to": m.one(customer=6, other=4),
        "dispute_reason": "Both sides were heard and their papers read",
    },
    "tell_not_liable": how("told_how", phone=5, letter=3, email=2),
    "record_in_revenues_system": _revenues_record,
    "tell_other_services": _told,
    "start_refund": lambda m, _day: {"refund_reference": m.number("RF-####")},
    "approve_refund": lambda m, _day: {
        "refund_reference": m.number("RF-####"),
        "refund_note": "No other debt found",
    },
    "confirm_to_customer": how("confirmed_how", phone=4, email=4, letter=2),
    "take_report": _report,
    "join_open_report": lambda m, _day: {"joined_report": m.number("HW-2####")},
    "send_to_operator": lambda m, _day: {"operator_reference": m.number("NO-####")},
    "explain_private": said(owner_named="The residents of the road", list_checked=True),
    "record_in_asset_system": lambda m, _day: {"asset_reference": m.number("HW/#####")},
    "tell_promise": _promised,
    "explain_claim": how("claim_form_given", link=6, post=3, counter=1),
    "make_safe": how("made_safe_how", filled=3, guarded=5, cleared=2),
    "inspect_defect": _inspected,
    "rearrange_inspection": lambda m, _day: {
        "new_inspector_area": m.one(north=4, south=4, contractor=2),
        "late_reason": m.one(staff=6, access=1, weather=2, missed=1),
    },
    "tell_no_repair": how("told_no_repair", phone=4, email=5, none=1),
    "order_repair": lambda m, _day: {
        "works_order": m.number("WO-#####"),
        "repair_kind": m.one(patch=7, cover=1, kerb=1, drain=1),
    },
    "repair_defect": lambda m, day: {"repaired_on": day.isoformat(), "will_it_last": m.often(0.93)},
    "tell_repaired": how("told_repaired", text=6, email=3, phone=1),
}
