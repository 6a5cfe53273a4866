"""What happened, in words: one sentence for each kind of entry in the audit trail that a timeline shows."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from string import Formatter

from engine import audit
from engine.audit import AuditRow
from engine.people import names_of_users
from engine.sla import PARTIES
from engine.store import Work
from web.wording import day, moment, sentence_case

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

SENTENCES: Mapping[str, str] = {
    "case:case:started": "Case started: {process}",
    "case:case:ended": "Case ended: {at}",
    "case:case:closed": "Case closed as {as}",
    "case:case:migrated": "Goes on by version {to} of its process; until now it was version {from}",
    "case:migration:begun": "Began to move cases of {process} from version {from} to version {to}",
    "case:case:moved": "Moved the case from “{step}” to “{to}”",
    "case:data:changed": "Changed what the case knows: {fields}",
    "case:case:went-back": "Went back to “{step}”, which had been done on {done_at}",
    "case:case:suspended": "Suspended the case: nobody works on it for now",
    "case:case:resumed": "Resumed the case, which had stood still since {since}",
    "case:case:stuck": "The case got stuck at “{step}”",
    "case:case:retried": "Tried again what was stuck at “{step}”",
    "case:case:called": "“{step}” began the called case {reference}: {process}",
    "case:case:answered": "“{step}” is done: the called case {reference} has ended",
    "case:case:answered-with-error": "“{step}” ended with the error ‘{code}’ in the called case {reference}",
    "case:customer:changed": "Changed who the customer is",
    "case:customer:named": "Kept who the customer is",
    "case:case:erased": "Answers and names were erased",
    "case:task:opened": "“{step}” went to {team}, due by {promised_at}",
    "case:task:claimed": "Claimed “{step}”",
    "case:task:reassigned": "Gave “{step}” to somebody else",
    "case:task:released": "Put “{step}” back on the list",
    "case:task:completed": "Completed “{step}” ({office} office)",
    "case:task:rerouted": "“{step}” moved to {team}, because where the step is done has changed",
    "case:work:handed-off": "“{step}” handed off to {to}",
    "case:hand-off:accepted": "Accepted the hand-off of “{step}”",
    "case:hand-off:returned": "Returned the hand-off of “{step}”",
    "case:decision:made": "A rule decided: {decision}",
    "case:message:delivered": "The message “{message}” came from case {from}",
    "case:message:thrown": "Sent the message “{message}”",
    "case:signal:thrown": "Sent the signal “{signal}” to all who wait for it",
    "case:signal:sent": "A signal “{signal}” came for all who wait for it",
    "case:signal:delivered": "The signal “{signal}” came from case {from}",
    "case:message:kept": "A message “{message}” came, which no case waits for yet",
    "case:message:expired": "Nobody took the message “{message}” in its time",
    "case:job:asked": "Asked the system ‘{system}’ to do “{step}”",
    "case:job:done": "The system ‘{system}’ did “{step}”",
    "case:job:failed": "The system ‘{system}’ did not do “{step}”; it is tried again in {again}",
    "case:job:ended-with-error": "The system ‘{system}’ ended “{step}” with the error ‘{code}’",
    "case:line:added": "Noted at “{step}”",
    "case:timer:fired": "The time the case waited for had come",
    "case:timer:started": "The time had come at which the process starts a case",
    "case:wait:skipped": "A wait was skipped in a walk-through",
    "case:restricted:read": "Read restricted answers",
    "contacts:contact:recorded": "Recorded contact {reference}, by {channel}",
    "contacts:contact:changed": "Changed contact {reference}",
    "contacts:contact:linked": "A contact {kind} this case",
    "contacts:contact:erased": "What the contact said was erased",
    "contacts:customer:added": "Added a customer",
    "contacts:customer:changed": "Changed a customer: {changed}",
    "contacts:cause:changed": "Changed the cause of demand “{label}”",
    "contacts:calls:imported": "Imported counts of calls from {source}, rows: {rows}",
    "definitions:version:uploaded": "Uploaded version {number} of a process ({file_name})",
    "definitions:version:made-ready": "Version {number} of a process is ready to run: {key}, which it calls, has come",
    "definitions:version:approved": "Approved a version of a process",
    "definitions:version:refused": "Uploaded a model that was refused ({file})",
    "definitions:marks:changed": "Changed marks of {subject}",
    "definitions:decision:uploaded": "Uploaded decisions: {names}",
    "definitions:decision:approved": "Approved decisions: {names}",
    "notices:notice:sent": "A notice was sent",
    "notices:notice:failed": "A notice could not be sent",
    "notices:notice:requeued": "Had a notice sent again",
    "people:user:created": "Added the account of {subject}",
    "people:user:changed": "Changed the account of {subject}: {changed}",
    "people:grants:set": "Set the roles of {subject}: {roles}",
    "people:user-teams:set": "Set the teams of {subject}: {teams}",
    "people:user-skills:set": "Set the skills of {subject}: {skills}",
    "people:password:set": "Set the password of {subject}",
    "people:session:begun": "{subject} signed in",
    "people:session:ended": "{subject} signed out",
    "people:sign-in:failed": "Somebody failed to sign in as {subject}",
    "people:team:created": "Added the team {subject}",
    "people:team:changed": "Changed the team {subject}: {changed}",
    "people:service:created": "Added the service {subject}",
    "people:service:changed": "Changed the service {subject}: {changed}",
    "people:site:created": "Added the site {subject}",
    "people:site:changed": "Changed the site {subject}: {changed}",
    "people:token:issued": "Issued a token to {person}",
    "people:token:revoked": "Revoked a token",
    "sla:calendar:changed": "Gave the calendar {calendar} the hours of version {version}, from {valid_from}",
    "sla:clocks:replanned": "Re-planned {clocks} open clocks on version {version} of the calendar {calendar}",
    "sla:clocks:moved": "Let {clocks} open clocks go on by version {version} of the target {target}",
    "sla:target:renamed": "Changed what the target {target} is: {name}",
    "sla:target:changed": "Gave the target {target} its version {version}, from {valid_from}",
    "sla:clock:started": "The time for “{name}” began, due by {due_at}",
    "sla:clock:retargeted": "Another goal holds for “{name}”",
    "sla:clock:cancelled": "The time for “{name}” no longer counts",
    "sla:clock:paused": "The time for “{name}” was stopped",
    "sla:clock:resumed": "The time for “{name}” goes on",
    "sla:clock:extended": "More time was agreed for “{name}”, until {until}",
    "sla:pause-reason:changed": "Changed the reason to pause “{name}”",
    "sla:clock:at-risk": "“{name}” is at risk of being late",
    "sla:clock:breached": "“{name}” is overdue",
    "sla:standard:changed": "The standard {standard} asks {asks} from {valid_from}",
    "sla:clock:escalated": "Told the {to} about the time for “{name}”",
    "sla:ladder:changed": "Gave {of} version {version} of its ladder of escalation",
    "sla:promise:foreseen": "The promise for “{name}” will probably be missed: the customer is to be told",
    "sla:promise:written": "Wrote to the customer that it takes longer, and that they hear more by {until}",
    "sla:promise:told": "Wrote to the customer that it takes until {until}",
    "sla:promise:called": "Told the customer by a call that it takes until {until}",
    "sla:promise:kept": "Said that the promise for “{name}” will be kept after all",
    "transfer:step:moved": "“{step}” of {process} moved from {from} to {to} at {site}",
    "transfer:step:held": "“{step}” of {process} is held at {site}: {obstacle}",
    "transfer:step:released": "“{step}” of {process} is no longer held at {site}: {obstacle}",
    "transfer:plan:approved": "Planned “{step}” of {process} to go live at {site} on {planned_on}",
    "transfer:readiness:confirmed": "Confirmed {topic} for “{step}” of {process} at {site}",
    "transfer:readiness:withdrawn": "Withdrew {topic} for “{step}” of {process} at {site}",
}


VARIANTS: Mapping[tuple[str, str, object], str] = {
    ("sla:clock:escalated", "to", "nobody"): "Nobody could be told about the time for “{name}”: nobody answers for it",
    ("sla:clock:escalated", "instead_of", "owner"): "Told the {to} about the time for “{name}”: it has no owner",
    (
        "sla:clock:escalated",
        "instead_of",
        "team leader",
    ): "Told the {to} about the time for “{name}”: its team has no leader",
    ("contacts:contact:linked", "kind", "started"): "The customer got in touch, and this case was started",
    ("contacts:contact:linked", "kind", "touched"): "The customer got in touch about this case",
    ("definitions:decision:uploaded", "kind", "library"): "Uploaded a library for decisions: {names}",
    ("definitions:decision:approved", "kind", "library"): "Approved a library for decisions: {names}",
    (
        "case:migration:begun",
        "dry_run",
        True,
    ): "Tried out moving cases of {process} from version {from} to {to}",
    **{
        ("sla:clock:paused", "party", party): "The time for “{name}” was stopped: {why}, expected to go on {until}"
        for party in PARTIES
    },
    ("sla:clock:resumed", "by", "contact"): "The customer got in touch, so the time for “{name}” goes on",
    ("case:work:handed-off", "stage", "fulfilment"): "“{step}” passed on to {to} for the work on site",
    ("case:hand-off:accepted", "stage", "fulfilment"): "Accepted the work on site: “{step}”",
    ("case:hand-off:returned", "stage", "fulfilment"): "Returned the work on site: “{step}”",
}
"""Action, and the fact by whose value it is told in another sentence."""
_WITH_LESS: Mapping[str, str] = {
    "case:message:delivered": "The message “{message}” arrived",
    "case:signal:delivered": "The signal “{signal}” arrived",
    "case:case:stuck": "The case got stuck",
    "case:case:retried": "Tried again what was stuck",
    "case:job:failed": "The system ‘{system}’ did not do “{step}”",
    "case:task:released": "Put a task back on the list",
    "contacts:contact:recorded": "Recorded a contact by {channel}",
    "case:task:opened": "“{step}” went to {team}",
    "contacts:contact:changed": "Changed a contact",
    "definitions:version:uploaded": "Uploaded version {number} of a process",
    "definitions:decision:uploaded": "Uploaded decisions",
    "definitions:decision:approved": "Approved decisions",
}
"""What is said of entries that lack a fact, as those of earlier releases do."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened, as a timeline shows it. `by` is empty for what the system did."""

    id: int
    at: datetime
    words: str
    by: str
    reason: str


def in_words(work: Work, entries: Collection[AuditRow]) -> list[Happened]:
    """The entries as sentences, with the names of who did it; one statement."""
    names = names_of_users(work, {entry.by for entry in entries if entry.by is not None})
    return [
        Happened(
            entry.id,
            entry.happened_at,
            sentence(entry.action, entry.facts),
            "" if entry.by is None else names.get(entry.by, "Somebody"),
            entry.reason,
        )
        for entry in entries
    ]


def sentence(action: str, facts: Mapping[str, object]) -> str:
    """One entry as a sentence, in words that its facts are enough for: at the least those of its name."""
    known = {key: _said(value) for key, value in facts.items() if value not in (None, "")}
    if action == "case:decision:made":
        named = known.get("name", known.get("decision", ""))
        known["decision"] = named if " " in named else sentence_case(named)
    for pattern in (*_variants(action, facts), SENTENCES.get(action), _WITH_LESS.get(action)):
        if pattern is not None and _asked(pattern) <= known.keys():
            return pattern.format_map(known)
    _, thing, happened = action.split(":")
    return sentence_case(f"{thing} {happened}")


def _variants(action: str, facts: Mapping[str, object]) -> list[str]:
    return [words for (of, key, value), words in VARIANTS.items() if of == action and facts.get(key) == value]


@cache
def _asked(pattern: str) -> frozenset[str]:
    """The facts that a sentence needs."""
    return frozenset(name for _, name, _, _ in Formatter().parse(pattern) if name)


def changed_meanwhile(work: Work, kind: str, number: int, thing: str, now: Mapping[str, str] | None = None) -> str:
    """Who changed this thing last, and what to do now. `thing` is as read out: “this team”.

    `now` gives what is stored, by the name of its field, where that differs from what the person had typed, for a form
    that shows their own words again; without it the form shows what is stored.
    """
    changed = changed_by(work, kind, number, thing)
    if now is None:
        return f"{changed} It is shown as it stands now: change it again."
    differs = "; ".join(f"{name}: {value or 'nothing'}" for name, value in now.items())
    stands = f"It says now: {differs}." if now else "It says now what you have typed."
    return f"{changed} {stands} Your own words are below and not saved: save them again to put them in its place."


def changed_by(work: Work, kind: str, number: int, thing: str) -> str:
    """Who changed this thing last and when, in a sentence for somebody who had opened it before."""
    last = next(iter(audit.entries(work, subject=(kind, number), limit=1)), None)
    who = "Somebody"
    if last is not None and last.by is not None:
        who = names_of_users(work, [last.by]).get(last.by, who)
    when = f" on {moment(last.happened_at)}" if last else ""
    return f"{who} changed {thing}{when}, after you had opened it."


def _said(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value) or "done"
    text = str(value)
    try:
        if _DAY.fullmatch(text):
            return day(date.fromisoformat(text))
        return day(datetime.fromisoformat(text)) if "T" in text else text
    except ValueError:
        return text
