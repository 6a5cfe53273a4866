"""Roles in words: what each lets a person do, and what somebody holds, where."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.people import Actor, Grant, LacksPermission, may
from web.names import Names
from web.wording import sentence_case

MEANING: Mapping[str, str] = {
    "adviser": "records contacts, begins cases and does tasks in the front office",
    "senior_adviser": "as an adviser, and gives tasks to others",
    "officer": "does the tasks of a back office, and sees its cases",
    "team_leader": "as an officer, gives tasks to others and repairs cases",
    "head_of_service": "moves steps to the front office, approves models, gives tasks; sees cases and figures",
    "analyst": "uploads models, marks steps and tries them out; sees no customer",
    "programme_board": "sees processes, transfer and figures; no case",
    "scrutiny": "sees processes, transfer and figures; no case",
    "external_reviewer": "sees processes, transfer and figures; no case",
    "administrator": "manages people, calendars and tokens, repairs cases, gives tasks; always for the whole council",
    "service_account": "a program: records contacts, begins and reads cases, and does jobs of systems, over the API",
    "restricted_reader": "reads restricted answers as well; give it for one service, to the few who need it",
}
"""What each role lets a person do, by its key, in the order in which it is offered."""

ALLOWS: Mapping[str, str] = {
    "audit:read": "read the record",
    "calendar:manage": "change calendars",
    "case:change": "change cases",
    "case:erase": "erase cases",
    "case:read": "open cases",
    "case:read-restricted": "read restricted answers",
    "case:repair": "repair cases",
    "case:start": "begin cases",
    "clock:extend": "agree on more time",
    "clock:pause": "let the time of a case stand still",
    "clock:read": "see clocks",
    "contact:read": "open contacts and customers",
    "contact:record": "record contacts",
    "decision:read": "open decisions",
    "decision:upload": "upload decisions",
    "definition:approve": "approve models",
    "definition:mark": "mark steps",
    "definition:read": "open processes",
    "definition:upload": "upload models and try them out",
    "job:read": "see what systems are asked for",
    "job:work": "do jobs of systems over the API",
    "measure:read": "see results",
    "message:read": "see which messages wait",
    "message:send": "send messages to cases",
    "notice:read": "see notices",
    "people:manage": "manage people, teams and places",
    "sla:manage": "change what service levels are measured by",
    "task:assign": "give tasks to others",
    "task:hand-off": "hand work over",
    "task:reassign": "give many tasks to others at once",
    "task:read": "open tasks",
    "task:work": "do tasks",
    "token:manage": "manage tokens",
    "transfer:move": "move steps to the front office",
    "transfer:read": "see where steps stand",
}
"""What each permission lets a person do, after “you may”."""


def lacking(error: LacksPermission, reader: Actor | None) -> str:
    """What somebody may not do, and who can change that: for `reader`, the person who asked."""
    here = " here: your role is for another service or site" if error.elsewhere else ""
    refused = f"You may not {ALLOWS[error.action]}{here}."
    if reader is not None and may(reader, "people:manage"):
        return f"{refused} None of your roles allows it; roles are given on the person’s page under Administration."
    return f"{refused} Ask an administrator of your council for the role you need."


def grant_words(grant: Grant, names: Names) -> str:
    """One role as held: Head of service for Revenues at Eastgate."""
    service = f" for {names.service(grant.service_id)}" if grant.service_id else ""
    site = f" at {names.site(grant.site_id)}" if grant.site_id else ""
    return f"{sentence_case(grant.role)}{service}{site}"


def in_order(grants: Collection[Grant], names: Names) -> list[tuple[Grant, str]]:
    """Roles with their words, by these."""
    return sorted(((grant, grant_words(grant, names)) for grant in grants), key=lambda held: held[1])
