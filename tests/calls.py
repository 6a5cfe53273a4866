"""Models in files of their own that call each other, and a council whose people do the steps of their cases."""

from __future__ import annotations

from engine import cases, definitions
from engine.cases import CalledCase, Calls, CaseView, Started
from engine.people import SYSTEM, Actor
from engine.store import Store, reading, unit_of_work
from tests.council import Council
from tests.definitions.models import model

CALLER = """
lane Inspectors: start call
lane Customer services: take tell
startEvent start
userTask take "Take the request" field="amount:long"
callActivity call "Take the payment" calledElement="payment"
userTask tell "Tell the customer"
endEvent end "Told"
start -> take -> call -> tell -> end
"""
CALLED = """
lane Customer services: receipt
startEvent begin
userTask pay "Look at the account"
userTask receipt "Write the receipt" field="receipt:string"
endEvent paid "Paid"
begin -> pay -> receipt -> paid
"""
ALONE = CALLED.replace("lane Customer services: receipt\n", "")
AT_ONCE = """
startEvent begin field="amount:long"
scriptTask work "Work it out" scriptFormat="feel" script="{total: amount * 2}"
userTask ask "Ask for an amount"
endEvent paid "Paid"
exclusiveGateway known "Known?"
begin -> work -> known
known -> paid if "total > 0"
known -> ask default
ask -> paid
"""
FAILING = """
startEvent begin
userTask pay "Look at the account"
endEvent poor "No funds" error="no-funds"
begin -> pay -> poor
"""
CAUGHT = (
    CALLER
    + """
boundaryEvent caught "No funds" on="call" error="no-funds"
userTask other "Agree another way"
endEvent unpaid "Not paid"
caught -> other -> unpaid
"""
)
LATE = (
    CALLER
    + """
boundaryEvent late "Too late" on="call" timer="PT2H"
endEvent lapsed "Lapsed"
late -> lapsed
"""
)


def drawn(key: str, text: str) -> bytes:
    """The file of a process with this key."""
    return model(text).replace(b'id="process" name="Test"', f'id="{key}" name="{key.title()}"'.encode())


def upload(store: Store, council: Council, key: str, text: str) -> definitions.Deployed:
    """Upload a process; it is approved when it is ready to run."""
    with unit_of_work(store) as work:
        deployed = definitions.deploy(work, drawn(key, text), service_id=council.service_id, by=SYSTEM)
        if deployed.stage == "live":
            definitions.approve(work, deployed.version_id, SYSTEM)
    return deployed


def both(store: Store, council: Council, caller: str = CALLER, called: str = CALLED) -> None:
    """Upload the process that is called, then the one that calls it."""
    upload(store, council, "payment", called)
    assert upload(store, council, "request", caller).stage == "live"


def begin(store: Store, council: Council, key: str = "request", **answers: object) -> Started:
    """The adviser starts a case and, with answers, does its first step."""
    with unit_of_work(store) as work:
        started = cases.start(work, process_key=key, site_id=council.site_id, by=council.adviser)
    if answers:
        do(store, council, started.id, "Take the request", **answers)
    return started


def look(store: Store, case_id: int) -> CaseView:
    """The case, with all that is in it."""
    with reading(store) as work:
        return cases.case(work, case_id, by=SYSTEM)


def calls(store: Store, case_id: int) -> Calls:
    """The calls of a case."""
    with reading(store) as work:
        return cases.calls_of_case(work, case_id)


def called(store: Store, case_id: int) -> CalledCase:
    """The one case that a case has called."""
    (found,) = calls(store, case_id).called
    return found


def waiting(store: Store, case_id: int) -> list[str]:
    """The names of the open tasks of a case."""
    return [task.name for task in look(store, case_id).open_tasks]


def do(store: Store, council: Council, case_id: int, name: str, **answers: object) -> cases.Completed:
    """Somebody of the team that has it does the open task of this name."""
    (task,) = [one for one in look(store, case_id).open_tasks if one.name == name]
    with unit_of_work(store) as work:
        return cases.complete(work, task.id, answers=answers, by=holder(council, task.team_id))


def holder(council: Council, team_id: int) -> Actor:
    """Somebody of a team."""
    return council.adviser if team_id == council.front_team_id else council.officer
