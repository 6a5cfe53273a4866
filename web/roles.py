"""Roles in words: what each lets a person do, and what somebody holds, where."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.people import Grant
from web.names import Names
from web.wording import sentence_case

MEANING: Mapping[str, str] = {
    "adviser": "records contacts, begins cases and does tasks in the front office",
    "senior_adviser": "as an adviser, and gives tasks to others",
    "officer": "does the tasks of a back office, and sees its cases",
    "team_leader": "as an officer, gives tasks to others and repairs stuck cases",
    "head_of_service": "moves steps to the front office, approves models, and sees cases and figures",
    "analyst": "uploads models, marks steps and tries them out; sees no customer",
    "programme_board": "sees processes, transfer and figures; no case",
    "scrutiny": "sees processes, transfer and figures; no case",
    "external_reviewer": "sees processes, transfer and figures; no case",
    "administrator": "manages people, calendars, tokens and stuck cases; always for the whole council",
    "service_account": "a program: records contacts, begins cases and reads them over the API",
    "restricted_reader": "reads restricted answers as well; give it for one service, to the few who need it",
}
"""What each role lets a person do, by its key, in the order in which it is offered."""


def grant_words(grant: Grant, names: Names) -> str:
    """One role as held: Head of service for Revenues at Eastgate."""
    service = f" for {names.service(grant.service_id)}" if grant.service_id else ""
    site = f" at {names.site(grant.site_id)}" if grant.site_id else ""
    return f"{sentence_case(grant.role)}{service}{site}"


def in_order(grants: Collection[Grant], names: Names) -> list[tuple[Grant, str]]:
    """Roles with their words, by these."""
    return sorted(((grant, grant_words(grant, names)) for grant in grants), key=lambda held: held[1])
