"""Every trace, step by step: the case is saved and loaded at each, and what came of it is what the standard says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from engine import bpmn
from engine.bpmn import Outcome, Stuck, Tools
from engine.bpmn.environment import Action as Moved
from engine.bpmn.spiff import TaskState
from engine.bpmn.state import load, save
from engine.bpmn.support import LIVE, SUPPORT, WALK_THROUGH
from engine.definitions import lint
from engine.definitions.finding import ERROR, MUST_FIX
from tests.bpmn.models import NOW
from tests.bpmn.traces.reading import Action, Trace, paths, read
from tests.definitions.models import model

THROWN = ("message", "signal", "error", "escalation", "compensation")


class Traced:
    """A case of a trace between its actions."""

    def __init__(self, trace: Trace) -> None:
        self.translated = bpmn.translate(bpmn.read(model(trace.model)))
        xml = self.translated.source.data
        self.spec = bpmn.compile_spec(xml, "process", bpmn.digest(self.translated.source))
        self.now, self.state, self.data, self.outcome = NOW, b"", {}, None
        self.tools = Tools(decide=lambda key, data: {"decided": key, "for": sorted(data)})

    def act(self, action: Action) -> Outcome:
        """Do one action, from the document and the data alone."""
        common: dict[str, Any] = {"now": self.now, "tools": self.tools}
        if action.verb == "start":
            return bpmn.start(self.spec, data=action.values, **common)
        if action.verb == "do":
            return bpmn.complete(self.spec, self.state, self.data, self._task(action.what), action.values, **common)
        if action.verb == "later":
            self.now += timedelta(hours=float(action.what))
            return bpmn.fire_timers(self.spec, self.state, self.data, now=self.now, tools=self.tools)
        if action.verb == "answer":
            job = self._job(action.what)
            return bpmn.complete_job(self.spec, self.state, self.data, job, action.values, **common)
        if action.verb == "error":
            element, _, code = action.what.partition(":")
            return bpmn.raise_error(self.spec, self.state, self.data, self._job(element), code, action.values, **common)
        given = {"name": action.what, "payload": action.values, "kind": action.verb}
        return bpmn.deliver_message(self.spec, self.state, self.data, **given, **common)

    def _task(self, what: str) -> str:
        element, _, number = what.partition("#")
        assert self.outcome is not None
        found = [task.id for task in self.outcome.waiting if task.element == element]
        return found[int(number or 1) - 1]

    def _job(self, element: str) -> str:
        assert self.outcome is not None
        asked = (*self.outcome.jobs, *self.outcome.calls)
        return next(one.id for one in asked if one.element == element)

    def keep(self, outcome: Outcome) -> None:
        """Keep what came of an action; the document is loaded and saved once more, which must change nothing."""
        self.state, self.data, self.outcome = outcome.state, outcome.data, outcome
        again = save(load(self.spec, outcome.state, Moved(dict(self.data), self.now, self.tools)))
        assert orjson.loads(again) == orjson.loads(self.state)


def tokens(state: bytes) -> list[str]:
    """The nodes at which a token is, by what a state document says."""
    found = [
        task[2].removesuffix("|listen")
        for _, _, tasks in orjson.loads(state)["scopes"]
        for task in tasks
        if task[3] < TaskState.COMPLETED
    ]
    return sorted(found)


def told(outcome: Outcome) -> dict[str, list[str]]:
    """What an action did, in the words of a trace."""
    happened = outcome.happened
    return {
        "done": [one.element for one in happened if one.kind not in (*THROWN, "cancelled")],
        "withdrawn": [one.element for one in happened if one.kind == "cancelled"],
        "thrown": [f"{one.kind} {one.name}".strip() for one in happened if one.kind in THROWN],
        "left": tokens(outcome.state),
    }


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_a_case_does_what_the_standard_says_with_a_save_and_a_load_at_every_step(path: Path) -> None:
    trace = read(path)
    case = Traced(trace)
    for number, action in enumerate(trace.actions, start=1):
        place = f"{trace.name}, action {number} ({action.verb} {action.what})"
        if action.stuck:
            with pytest.raises(Stuck) as caught:
                case.act(action)
            assert caught.value.element == action.stuck, place
            continue
        before = dict(case.data)
        outcome = case.act(action)
        expected = {key: action.expected.get(key, []) for key in ("done", "withdrawn", "thrown", "left")}
        expected["left"].sort()
        assert told(outcome) == expected, place
        assert outcome.data == (before | action.values if action.data is None else action.data), place
        assert outcome.ended == (expected["left"] == []), place
        case.keep(outcome)


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_a_trace_says_whether_its_model_may_run_live(path: Path) -> None:
    trace = read(path)
    report = lint(model(trace.model))
    findings = [f"{one.element}: {one.message}" for one in report.findings if one.severity in (ERROR, MUST_FIX)]
    assert report.accepted, findings
    assert {"live": LIVE, "check": WALK_THROUGH}[report.stage] == trace.level, findings


def test_every_trace_names_its_rule_and_rows_of_the_table() -> None:
    for path in paths():
        trace = read(path)
        assert trace.rule.endswith("."), path.name
        assert trace.shows, path.name
        assert set(trace.shows) <= SUPPORT.keys(), path.name
        assert trace.actions[0].verb == "start", path.name


def test_there_are_traces_enough() -> None:
    assert len(paths()) >= 40
