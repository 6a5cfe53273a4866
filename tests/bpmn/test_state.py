"""The state document: small, versioned, and safe after loading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import orjson
import pytest

from engine import bpmn
from engine.bpmn import Pause, Place, Stuck, Tools
from engine.bpmn.environment import Action, FeelEngine
from engine.bpmn.state import load
from tests.bpmn.models import NOW, Case, compiled, events, flows, model, users

GOLDEN = Path(__file__).parent / "golden"
SIMPLE = model(events() + users("a", "b") + flows("s", "a", "b", "e"))


@pytest.mark.parametrize("document", sorted(GOLDEN.glob("state-*.json")), ids=lambda path: path.stem)
def test_a_document_of_every_format_that_was_ever_written_goes_on_to_its_end(document: Path) -> None:
    """The case waits in a subprocess with two timers, in two multi-instance tasks and at an event-based gateway."""
    spec = compiled((GOLDEN / "model.bpmn").read_bytes())
    data = {"people": ["Ann", "Bo"]}
    case = Case(spec, data)
    case.outcome = bpmn.fire_timers(spec, document.read_bytes(), data, now=NOW + timedelta(days=1), tools=Tools())
    assert sorted(case.waiting) == ["ask", "late", "review", "visit"]
    assert [task.values["person"] for task in case.outcome.waiting if task.element in ("ask", "visit")] == ["Ann", "Bo"]
    assert sorted(timer.element for timer in case.outcome.timers) == ["due", "gone", "wait"]
    for task in ("visit", "ask", "late"):
        case.do(task)
    case.now = NOW + timedelta(days=1)
    case.later(days=1)
    assert sorted(case.waiting) == ["late", "review"]
    case.do("review")
    case.do("z")
    case.do("late")
    assert case.ended


@pytest.mark.parametrize("document", sorted(GOLDEN.glob("listening-*.json")), ids=lambda path: path.stem)
def test_a_document_of_every_format_goes_on_listening_for_its_event_subprocesses(document: Path) -> None:
    """The case waits in a subprocess, one event subprocess runs, and three are listened for, a timer among them."""
    case = Case(compiled((GOLDEN / "listening.bpmn").read_bytes()))
    case.now = NOW + timedelta(days=2)
    case.outcome = bpmn.fire_timers(case.spec, document.read_bytes(), {}, now=case.now, tools=Tools())
    assert sorted(case.waiting) == ["ring", "ring", "visit"]
    assert [timer.due_at for timer in case.outcome.timers] == [NOW + timedelta(days=3)]
    case.send("News")
    case.do("visit")
    assert sorted(case.waiting) == ["repair", "ring", "ring", "write"]
    case.do("repair")
    case.do("ring")
    case.do("write")
    assert not case.ended
    case.do("ring")
    assert case.ended


@pytest.mark.parametrize("document", sorted(GOLDEN.glob("undoing-*.json")), ids=lambda path: path.stem)
def test_a_document_of_every_format_goes_on_undoing_and_with_its_ad_hoc_steps(document: Path) -> None:
    """A transaction is being cancelled, its last step undone; of an ad-hoc subprocess one step is still to be done."""
    case = Case(compiled((GOLDEN / "undoing.bpmn").read_bytes()))
    case.outcome = bpmn.fire_timers(case.spec, document.read_bytes(), {}, now=NOW, tools=Tools())
    assert sorted(case.waiting) == ["look", "unbook"]
    case.do("look")
    case.do("unbook")
    assert case.ended
    assert case.outcome.end_events == ("no", "f")


@pytest.mark.parametrize("document", sorted(GOLDEN.glob("counting-*.json")), ids=lambda path: path.stem)
def test_a_document_of_every_format_waits_on_for_its_job_and_counts_on_in_working_time(document: Path) -> None:
    """The case waits for a job, for five working days at most, and has stood still for a day."""
    spec, day = compiled((GOLDEN / "counting.bpmn").read_bytes()), timedelta(days=1)
    since = NOW + 2 * day
    stood: list[object] = []

    def recount(place: Place, target: str, begun: datetime, pauses: Sequence[Pause]) -> datetime:
        stood.append((place.step, target, begun, list(pauses)))
        return NOW + 9 * day

    resumed = bpmn.resume(spec, document.read_bytes(), {}, since=since, now=since + day, tools=Tools(recount=recount))

    assert stood == [("ask", "5 working days", NOW, [(NOW, NOW + day), (since, since + day)])]
    assert [timer.due_at for timer in resumed.timers] == [NOW + 9 * day]
    (job,) = resumed.jobs
    done = bpmn.complete_job(spec, resumed.state, {}, job.id, {"paid": True}, now=since + day, tools=Tools())
    assert (done.ended, done.data) == (True, {"paid": True})


def test_the_document_says_its_format_and_holds_only_where_the_tokens_are() -> None:
    case = Case(compiled(SIMPLE), {"secret": "value"})
    document = orjson.loads(case.outcome.state)
    assert document["format"] == 1
    (scope,) = document["scopes"]
    assert scope[:2] == [None, "p"]
    assert [task[2] for task in scope[2]] == ["|start", "a"]
    assert len(case.outcome.state) < 300


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b'{"format": 99, "scopes": []}',
        b'{"format": 1}',
        b'{"format": 1, "scopes": []}',
        b'{"format": 1, "scopes": [[null, "p", [["x", null, "vanished", 16, {}, {}]]]]}',
        b'{"format": 1, "scopes": [[null, "p", [["x", "y", "a", 16, {}, {}]]]]}',
        b'{"format": 1, "scopes": [[null, "p", [["x"]]]]}',
    ],
)
def test_a_document_that_cannot_be_read_is_an_incident_and_never_a_python_error(document: bytes) -> None:
    with pytest.raises(Stuck) as caught:
        bpmn.fire_timers(compiled(SIMPLE), document, {}, now=NOW, tools=Tools())
    assert "state document" in caught.value.cause


def test_after_loading_the_engine_evaluates_feel_and_nothing_else() -> None:
    case = Case(compiled(SIMPLE))
    loaded = load(case.spec, case.outcome.state, Action({}, NOW, Tools()))
    assert type(loaded.script_engine) is FeelEngine
    for scope in loaded.scopes():
        assert scope.script_engine is loaded.script_engine
    with pytest.raises(Stuck):
        loaded.script_engine.evaluate(loaded.task_tree, "__import__('os').getcwd()")


def test_two_cases_of_one_model_share_nothing() -> None:
    spec = compiled(SIMPLE)
    one, two = Case(spec, {"n": 1}), Case(spec, {"n": 2})
    one.do("a")
    assert two.waiting == ["a"]
    assert {task.id for task in one.outcome.waiting}.isdisjoint({task.id for task in two.outcome.waiting})
    two.do("a")
    one.do("b")
    assert (one.ended, two.ended) == (True, False)
