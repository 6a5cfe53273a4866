"""Cases: start, look, close, repair, erase."""

from __future__ import annotations

from typing import Any

from flask import Response

from api import showing
from api.auth import SIGNED_IN, actor
from api.cursors import read_moment_cursor
from api.decided import decided
from api.replies import empty_reply, page, reply
from api.resource import Resource
from api.schemas.cases import (
    AnswersQuery,
    AnswersShape,
    CaseQuery,
    CaseShape,
    Closing,
    HappenedShape,
    ListedCaseShape,
    NewCase,
    StartedShape,
)
from api.schemas.fields import PageQuery, Reasoned, page_of
from api.schemas.pauses import CaseClocksShape, CaseTimeShape, Extending, Pausing, Resuming
from api.schemas.promises import NewDateSaid, NewDateTold, PromiseKept, PromiseShape
from api.schemas.repair import EarlierStepsShape, Move, PlacesShape, RetriedShape, RetryMany, Values, WayBack
from api.versions import sent_version
from api.work import work
from engine import cases, contacts, sla
from engine.cases import Begun, CaseFilter
from engine.sla import ClockFilter

resource = Resource("cases", "Cases: what is being done for a customer.")


@resource.post(permission="case:start", body=NewCase, answer=StartedShape, status=201)
def start_case(body: dict[str, Any]) -> Response:
    """Start a case of the live version of a process, for a program or without a contact.

    A case for a customer who is in contact is started from the contact: `POST /contacts/{id}/cases`.
    """
    begun = Begun(received_at=body.pop("received_at"))
    started = cases.start(work(), process_key=body.pop("process"), **body, begun=begun, by=actor())
    return showing.show_started(started)


@resource.get(permission=SIGNED_IN, query=CaseQuery, answer=page_of(ListedCaseShape))
def list_cases(query: dict[str, Any]) -> Response:
    """List the cases you may read or repair, the latest first: `status=stuck` for those that wait for repair."""
    before, limit = read_moment_cursor(query["cursor"]), query["limit"]
    wanted = CaseFilter(**{name: query[name] for name in CaseFilter.__dataclass_fields__})
    found = cases.find_cases(work(), wanted, by=actor(), before=before, limit=limit + 1)
    return page(found, limit, lambda row: (row.started_at, row.id))


@resource.get("/<id:number>", permission="case:read", answer=CaseShape)
def show_case(number: int) -> Response:
    """Show a case: status, owner, next action with its date, tasks, hand-offs."""
    return showing.show_case(cases.case(work(), number, by=actor()))


@resource.get("/by-reference/<string:reference>", permission="case:read", answer=CaseShape)
def find_case(reference: str) -> Response:
    """Show the case with a reference, however it is typed."""
    return showing.show_case(cases.case_by_reference(work(), reference, by=actor()))


@resource.get("/<id:number>/timeline", permission="case:read", query=PageQuery, answer=page_of(HappenedShape))
def show_timeline(number: int, query: dict[str, Any]) -> Response:
    """Show all that happened to a case, the newest first."""
    before = read_moment_cursor(query["cursor"])
    limit = query["limit"]
    found = cases.timeline(work(), number, by=actor(), before=before, limit=limit + 1)
    why = decided(number, found)
    return page(
        found,
        limit,
        lambda row: (row.happened_at, row.id),
        lambda row: {
            "id": row.id,
            "happened_at": row.happened_at,
            "action": row.action,
            "by": row.by,
            "reason": row.reason,
            "facts": row.facts,
            "decided": why.get(row.id),
        },
    )


@resource.get("/<id:number>/answers", permission="case:read", query=AnswersQuery, answer=AnswersShape)
def show_answers(number: int, query: dict[str, Any]) -> Response:
    """Show the answers given so far. Restricted ones need a named permission for the service; the read is audited."""
    return reply({"items": cases.answers(work(), number, by=actor(), restricted=query["restricted"])})


@resource.post("/<id:number>/close", permission="case:change", body=Closing, status=204)
def close_case(number: int, body: dict[str, Any]) -> Response:
    """End a case before its time: withdrawn by the customer, or a duplicate."""
    cases.close(work(), number, as_=body["as_"], reason=body["reason"], by=actor())
    return empty_reply()


@resource.post("/<id:number>/retry", permission="case:repair", body=Reasoned, answer=CaseShape)
def retry_case(number: int, body: dict[str, Any]) -> Response:
    """Try again what made a case stuck."""
    cases.retry(work(), number, by=actor(), reason=body["reason"])
    return showing.show_case(cases.case(work(), number, by=actor()))


@resource.post("/retry", permission="case:repair", body=RetryMany, answer=RetriedShape)
def retry_cases(body: dict[str, Any]) -> Response:
    """Try again several stuck cases, at most 100 at once: some by id, or all of a version. Each stands by itself."""
    done = cases.retry_many(work(), by=actor(), **body)
    refused = [{"id": number, "why": why} for number, why in done.refused.items()]
    counted = {name: getattr(done, name) for name in ("went_on", "still_stuck", "no_longer", "left")}
    return reply({**counted, "refused": refused})


@resource.post("/<id:number>/suspend", permission="case:repair", body=Reasoned, answer=CaseShape, if_match="optional")
def suspend_case(number: int, body: dict[str, Any]) -> Response:
    """Let a case stand still: no work on its tasks, no timers, its clocks paused."""
    cases.suspend(work(), number, by=actor(), reason=body["reason"], if_version=sent_version())
    return showing.show_case(cases.case(work(), number, by=actor()))


@resource.post("/<id:number>/resume", permission="case:repair", body=Reasoned, answer=CaseShape, if_match="optional")
def resume_case(number: int, body: dict[str, Any]) -> Response:
    """Let a suspended case go on, its timers and clocks with the time that was left to them."""
    cases.resume(work(), number, by=actor(), reason=body["reason"], if_version=sent_version())
    return showing.show_case(cases.case(work(), number, by=actor()))


@resource.get("/<id:number>/go-back", permission="case:repair", answer=EarlierStepsShape)
def list_earlier_steps(number: int) -> Response:
    """List the steps that a case can go back to."""
    return reply({"items": cases.earlier_steps(work(), number, by=actor())})


@resource.get("/<id:number>/clocks", permission="case:read", answer=CaseClocksShape)
def list_case_clocks(number: int) -> Response:
    """List the clocks of a case: what is left of each, what it is paused for, what more time was agreed."""
    cases.require_readable(work(), number, actor())
    return _show_clocks(number)


@resource.get("/<id:number>/time", permission="case:read", answer=CaseTimeShape)
def show_case_time(number: int) -> Response:
    """Show whose time the time of a case was: the customer's, a third party's, each office's, or nobody's."""
    return reply({"items": [showing.show_shares(one) for one in cases.time_shares(work(), number, by=actor())]})


@resource.post("/<id:number>/clocks/pause", permission="clock:pause", body=Pausing, answer=CaseClocksShape)
def pause_case_clocks(number: int, body: dict[str, Any]) -> Response:
    """Let the time of a case, or one clock of it, stand still for a reason of the list. Work goes on."""
    cases.pause_clocks(work(), number, by=actor(), **body)
    return _show_clocks(number)


@resource.post("/<id:number>/clocks/resume", permission="clock:pause", body=Resuming, answer=CaseClocksShape)
def resume_case_clocks(number: int, body: dict[str, Any]) -> Response:
    """Let time that stands still go on, from one reason or from all."""
    cases.resume_clocks(work(), number, by=actor(), **body)
    return _show_clocks(number)


@resource.post(
    "/<id:number>/clocks/<id:clock_id>/extend", permission="clock:extend", body=Extending, answer=CaseClocksShape
)
def extend_case_clock(number: int, clock_id: int, body: dict[str, Any]) -> Response:
    """Set a later date that was agreed for a clock. What was due without it is kept and counted apart."""
    cases.extend_clock(work(), number, clock_id, by=actor(), **body)
    return _show_clocks(number)


@resource.get("/<id:number>/promise", permission="case:change", answer=PromiseShape)
def show_broken_promise(number: int) -> Response:
    """Show the promise of a case that will be missed, with what to tell its customer."""
    return _show_promise(number)


@resource.post("/<id:number>/promise/tell", permission="case:change", body=NewDateTold, answer=PromiseShape)
def tell_new_date(number: int, body: dict[str, Any]) -> Response:
    """Write to the customer that it takes until a new date, which you confirm. It is sent once."""
    contacts.tell_new_date(work(), number, body["new_date"], body["words"], by=actor())
    return _show_promise(number)


@resource.post("/<id:number>/promise/call", permission="case:change", body=NewDateSaid, answer=PromiseShape)
def record_call_about_promise(number: int, body: dict[str, Any]) -> Response:
    """Record that the customer was told a new date by a call, or face to face."""
    contacts.record_call(work(), number, body["told_date"], by=actor())
    return _show_promise(number)


@resource.post("/<id:number>/promise/keep", permission="case:change", body=PromiseKept, answer=PromiseShape)
def keep_promise(number: int, body: dict[str, Any]) -> Response:
    """Say that it will be done in time after all: nothing is sent."""
    contacts.keep_promise(work(), number, body["reason"], by=actor())
    return _show_promise(number)


@resource.post("/<id:number>/go-back", permission="case:repair", body=WayBack, answer=CaseShape, if_match="optional")
def go_back_in_case(number: int, body: dict[str, Any]) -> Response:
    """Put a case back to where it stood before a task was done; its step opens again as a new task."""
    cases.go_back(work(), number, body["task_id"], by=actor(), reason=body["reason"], if_version=sent_version())
    return showing.show_case(cases.case(work(), number, by=actor()))


@resource.get("/<id:number>/places", permission="case:repair", answer=PlacesShape)
def list_places(number: int) -> Response:
    """List where a case waits, and where each token can be moved."""
    return reply({"items": cases.places(work(), number, by=actor())})


@resource.post("/<id:number>/move", permission="case:repair", body=Move, answer=CaseShape, if_match="optional")
def move_case(number: int, body: dict[str, Any]) -> Response:
    """Withdraw what waits at a place, and go on at another element; what lies between is not done."""
    cases.move_token(work(), number, by=actor(), if_version=sent_version(), **body)
    return showing.show_case(cases.case(work(), number, by=actor()))


@resource.post("/<id:number>/data", permission="case:repair", body=Values, answer=CaseShape, if_match="optional")
def change_case_data(number: int, body: dict[str, Any]) -> Response:
    """Put new values in the place of those a case goes by. What was answered stays in the record."""
    cases.change_data(work(), number, body["values"], by=actor(), reason=body["reason"], if_version=sent_version())
    return showing.show_case(cases.case(work(), number, by=actor()))


@resource.post("/<id:number>/cancel", permission="case:repair", body=Reasoned, status=204, if_match="optional")
def cancel_case(number: int, body: dict[str, Any]) -> Response:
    """End a case that the council does not go on with; it counts as one that was not fulfilled."""
    cases.cancel(work(), number, by=actor(), reason=body["reason"], if_version=sent_version())
    return empty_reply()


@resource.post("/<id:number>/erase", permission="case:erase", body=Reasoned, status=204)
def erase_case(number: int, body: dict[str, Any]) -> Response:
    """Erase answers, words and names of an ended case for good; times, teams and outcomes stay."""
    contacts.erase_case(work(), number, by=actor(), reason=body["reason"])
    return empty_reply()


def _show_promise(number: int) -> Response:
    found = contacts.broken_promise(work(), number, by=actor())
    of_warning = {name: getattr(found.warning, name) for name in ("name", "state", "asked_at", "write_at", "new_date")}
    of_promise = {name: getattr(found, name) for name in ("reference", "open", "due_on", "proposed_on", "words")}
    return reply({**of_warning, **of_promise})


def _show_clocks(number: int) -> Response:
    found = sla.clocks(work(), ClockFilter(case_id=number, limit=500))
    told = sla.tell(work(), found)
    return reply({"items": [showing.show_clock(clock, told[clock.id]) for clock in found]})
