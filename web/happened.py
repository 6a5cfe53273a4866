"""What happened, in words: one sentence for each kind of entry in the audit trail that a timeline shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine import audit
from engine.audit import AuditRow
from engine.people import names_of_users
from engine.store import Work
from web.wording import day, moment, sentence_case

SENTENCES: Mapping[str, str] = {
    "case:case:started": "Case started: {process}",
    "case:case:ended": "Case ended: {at}",
    "case:case:closed": "Case closed as {as}",
    "case:case:stuck": "The case got stuck at {element}",
    "case:case:retried": "Tried again what was stuck at {element}",
    "case:customer:named": "Kept who the customer is",
    "case:case:erased": "Answers and names were erased",
    "case:task:opened": "“{step}” went to {team}, due by {promised_at}",
    "case:task:claimed": "Claimed “{step}”",
    "case:task:released": "Put a task back on the list",
    "case:task:completed": "Completed “{step}” ({office} office)",
    "case:task:rerouted": "“{step}” moved to {to}, because where the step is done has changed",
    "case:work:handed-off": "“{step}” handed off to {to}",
    "case:hand-off:accepted": "Accepted the hand-off of “{step}”",
    "case:hand-off:returned": "Returned the hand-off of “{step}”",
    "case:decision:made": "A rule decided: {decision}",
    "case:message:delivered": "The message “{name}” arrived",
    "case:timer:fired": "The time the case waited for had come",
    "case:wait:skipped": "A wait was skipped in a walk-through",
    "case:restricted:read": "Read restricted answers",
    "contacts:contact:recorded": "Recorded a contact by {channel}",
    "contacts:contact:changed": "Changed a contact",
    "contacts:contact:linked": "A contact {kind} this case",
    "contacts:contact:erased": "What the contact said was erased",
    "contacts:customer:added": "Added a customer",
    "contacts:customer:changed": "Changed a customer: {changed}",
    "contacts:cause:changed": "Changed the cause of demand “{label}”",
    "contacts:calls:imported": "Imported counts of calls: {rows} rows from {source}",
    "definitions:version:uploaded": "Uploaded version {number} of a process ({file_name})",
    "definitions:version:approved": "Approved a version of a process",
    "definitions:version:refused": "Uploaded a model that was refused ({file})",
    "definitions:marks:changed": "Changed marks of {subject}",
    "definitions:decision:uploaded": "Uploaded decisions: {decisions}",
    "definitions:decision:approved": "Approved decisions",
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
    "sla:clock:at-risk": "“{name}” is at risk of being late",
    "sla:clock:breached": "“{name}” is overdue",
    "transfer:step:moved": "“{step}” of {process} moved from {from} to {to} at {site}",
    "transfer:step:held": "“{step}” of {process} is held at {site}: {obstacle}",
    "transfer:step:released": "“{step}” of {process} is no longer held at {site}: {obstacle}",
    "transfer:plan:approved": "Planned “{step}” of {process} to go live at {site} on {planned_on}",
    "transfer:readiness:confirmed": "Confirmed {topic} for “{step}” of {process} at {site}",
    "transfer:readiness:withdrawn": "Withdrew {topic} for “{step}” of {process} at {site}",
}


_BY_KIND: Mapping[tuple[str, object], str] = {
    ("contacts:contact:linked", "started"): "The customer got in touch, and this case was started",
    ("contacts:contact:linked", "touched"): "The customer got in touch about this case",
}


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
    """One entry as a sentence. An action without one of its own is said in the words of its name."""
    pattern = _BY_KIND.get((action, facts.get("kind"))) or SENTENCES.get(action)
    if pattern is None:
        _, thing, happened = action.split(":")
        return sentence_case(f"{thing} {happened}")
    return pattern.format_map(_Facts({**facts, "decision": facts.get("name") or facts.get("decision", "something")}))


def changed_meanwhile(work: Work, kind: str, number: int, thing: str, now: Mapping[str, str] | None = None) -> str:
    """Who changed this thing last, and what to do now. `thing` is as read out: “this team”.

    `now` gives what is stored, by the name of its field, where that differs from what the person had typed, for a form
    that shows their own words again; without it the form shows what is stored.
    """
    last = next(iter(audit.entries(work, subject=(kind, number), limit=1)), None)
    who = "Somebody"
    if last is not None and last.by is not None:
        who = names_of_users(work, [last.by]).get(last.by, who)
    when = f" on {moment(last.happened_at)}" if last else ""
    changed = f"{who} changed {thing}{when}, after you had opened it."
    if now is None:
        return f"{changed} It is shown as it stands now: change it again."
    differs = "; ".join(f"{name}: {value or 'nothing'}" for name, value in now.items())
    stands = f"It says now: {differs}." if now else "It says now what you have typed."
    return f"{changed} {stands} Your own words are below and not saved: save them again to put them in its place."


class _Facts(dict[str, str]):
    """Facts as words; one that an older entry lacks is told as “something”."""

    def __init__(self, facts: Mapping[str, object]) -> None:
        super().__init__({key: _said(value) for key, value in facts.items()})

    def __missing__(self, key: str) -> str:
        return "something"


def _said(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value) or "done"
    text = str(value)
    try:
        return day(datetime.fromisoformat(text)) if "T" in text else text
    except ValueError:
        return text
