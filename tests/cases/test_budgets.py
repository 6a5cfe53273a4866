"""A model that needs too much makes its own case stuck, in one clear sentence; everything else goes on."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine import cases, definitions
from engine.definitions import Confirmation
from engine.errors import Conflict
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.bpmn.models import events, flow, flows, model, process, users
from tests.council import Council, person


def script(identifier: str, text: str) -> str:
    return f'<scriptTask id="{identifier}" scriptFormat="feel"><script>{text}</script></scriptTask>'


def endless() -> bytes:
    """A script that is done again and again, without anybody in between."""
    body = events() + script("c", "{n: 1}") + '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="x-e"/>'
    return model(body + flows("s", "m", "c", "x", "e") + flow("x", "m", "true"))


def doubling() -> bytes:
    """Twenty-five forks in a row, each of which makes two tokens of one: 2^25."""
    forks = [f"g{number}" for number in range(26)]
    body = '<startEvent id="s"/><endEvent id="e"/>' + "".join(f'<parallelGateway id="{name}"/>' for name in forks[:-1])
    body += "".join(f'<exclusiveGateway id="m{name}"/>' for name in forks[1:]) + flow("s", "g0") + flow("mg25", "e")
    for here, there in pairwise(forks):
        body += flow(here, "m" + there, identifier=f"{here}-1") + flow(here, "m" + there, identifier=f"{here}-2")
        body += flow("m" + there, there) if there != "g25" else ""
    return model(body + users("a"))


def millions() -> bytes:
    marker = "<multiInstanceLoopCharacteristics><loopCardinality>10000000</loopCardinality>"
    task = f'<userTask id="a">{marker}</multiInstanceLoopCharacteristics></userTask>'
    return model(events() + task + flows("s", "a", "e"))


def thousands_of_thousands() -> bytes:
    """A thousand subprocesses, in each of which a thousand tasks begin."""
    marker = "<multiInstanceLoopCharacteristics><loopCardinality>1000</loopCardinality>"
    marker += "</multiInstanceLoopCharacteristics>"
    inside = f'<startEvent id="is"/><userTask id="a">{marker}</userTask>{flow("is", "a")}'
    return model(events() + f'<subProcess id="sub">{marker}{inside}</subProcess>' + flows("s", "sub", "e"))


def waiting(text: str, kind: str) -> bytes:
    """A task with a timer at its border whose time only an expression tells."""
    timer = f"<timerEventDefinition><{kind}>&quot;{text}&quot;</{kind}></timerEventDefinition>"
    event = f'<boundaryEvent id="t" attachedToRef="a" cancelActivity="false">{timer}</boundaryEvent>'
    return model(events() + users("a") + event + flows("s", "a", "e") + flow("t", "e"))


def calling_itself_by_signals() -> bytes:
    """An event subprocess that throws the very signal that starts it."""
    signal = '<signalEventDefinition signalRef="S"/>'
    start = f'<startEvent id="es" isInterrupting="false">{signal}</startEvent>'
    throw = f'<intermediateThrowEvent id="again">{signal}</intermediateThrowEvent>'
    inside = f'<subProcess id="x" triggeredByEvent="true">{start}{throw}{flow("es", "again")}</subProcess>'
    first = f'<intermediateThrowEvent id="first">{signal}</intermediateThrowEvent>'
    body = events() + users("a") + first + inside + flows("s", "first", "a", "e")
    return model(body, '<signal id="S" name="Storm"/>')


def calling_each_other() -> bytes:
    other = '<startEvent id="qs"/><endEvent id="qe"/><callActivity id="l" calledElement="p"/>' + flows("qs", "l", "qe")
    return model(events() + '<callActivity id="k" calledElement="q"/>' + flows("s", "k", "e"), process(other, "q"))


def ad_hoc_without_end() -> bytes:
    inside = f"<completionCondition>n = 2</completionCondition>{script('c', '{n: 1}')}"
    body = events() + users("a") + f'<adHocSubProcess id="h">{inside}</adHocSubProcess>'
    return model(body + flows("s", "h", "a", "e"))


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (endless(), "loop that never waits"),
        (doubling(), "tokens"),
        (millions(), "1,000 instances"),
        (thousands_of_thousands(), "tokens"),
        (waiting("R/PT0S", "timeCycle"), "no date or duration"),
        (waiting("P99999999999Y", "timeDuration"), "no date or duration"),
        (calling_itself_by_signals(), "loop that never waits"),
        (ad_hoc_without_end(), "loop that never waits"),
    ],
    ids=["endless loop", "2^25", "ten million", "1000 x 1000", "no time between", "too long", "signals", "ad hoc"],
)
def test_a_model_that_needs_too_much_makes_its_case_stuck_and_no_other(
    store: Store, council: Council, data: bytes, cause: str
) -> None:
    with unit_of_work(store) as work:
        analyst = person(work, "ana", "analyst", service_id=council.service_id)
        version = definitions.deploy(
            work, data, service_id=council.service_id, by=SYSTEM, confirm=Confirmation(marks=True)
        ).version_id
    with unit_of_work(store) as work:
        tried = cases.start_walk_through(work, version_id=version, site_id=council.site_id, by=analyst)
    with reading(store) as work:
        (found,) = cases.stuck(work, by=council.administrator)
    assert (tried.status, found.case_id) == ("stuck", tried.id)
    assert cause in found.cause
    with unit_of_work(store) as work:
        other = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    assert other.status == "open"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (waiting("R/PT0S", "timeCycle").replace(b"&quot;", b""), "changed-in-import"),
        (waiting("P99999999999Y", "timeDuration").replace(b"&quot;", b""), "changed-in-import"),
        (model(events() + '<callActivity id="k" calledElement="p"/>' + flows("s", "k", "e")), "call-cycle"),
        (calling_each_other(), "call-cycle"),
        (endless(), "loop-without-wait"),
    ],
    ids=["no time between", "too long", "calls itself", "call each other", "endless loop"],
)
def test_what_can_be_seen_in_the_file_is_a_finding_before_any_case_begins(data: bytes, rule: str) -> None:
    report = definitions.lint(data)
    assert report.stage == "check"
    assert rule in {finding.rule for finding in report.findings}


def test_a_stuck_case_refuses_what_comes_next_and_keeps_its_state(store: Store, council: Council) -> None:
    with unit_of_work(store) as work:
        analyst = person(work, "ana", "analyst", service_id=council.service_id)
        version = definitions.deploy(
            work, millions(), service_id=council.service_id, by=SYSTEM, confirm=Confirmation(marks=True)
        ).version_id
        tried = cases.start_walk_through(work, version_id=version, site_id=council.site_id, by=analyst)
    with pytest.raises(Conflict), unit_of_work(store) as work:
        cases.skip_wait(work, tried.id, by=analyst)
