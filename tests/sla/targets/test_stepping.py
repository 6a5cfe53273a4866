"""What becomes of a target's clock when something happens: pure, one rule a test."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.sla import CaseTurn, Goal, Known, Terms
from engine.sla.targets.stepping import Memory, advance

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
SINCE = datetime(2026, 11, 16, 9, tzinfo=UTC)
LOOKED = Memory(looked=True)
RUNNING = Memory(looked=True, cycles=1)
ALWAYS = (Goal("10 working days"),)


def terms(*goals: Goal, on_change: str = "carry", **conditions: str) -> Terms:
    return Terms(goals or ALWAYS, {role: (text,) for role, text in conditions.items()}, on_change=on_change)


def happening(data=None, **more: object) -> CaseTurn:
    return CaseTurn(Known(data or {}, NOW), **more)


def step(asked: Terms, memory: Memory, running, what: CaseTurn, kind: str = "case"):
    return advance(asked, kind, memory, running, SINCE, what)


def test_without_a_start_condition_it_begins_at_the_first_look_and_never_again():
    first = step(terms(), Memory(), None, happening())
    assert (first.begin, first.begin_at) == (ALWAYS[0], SINCE)
    assert step(terms(), first.memory, None, happening()).begin is None


def test_a_start_when_received_counts_from_then_and_one_by_an_event_or_by_data_from_now():
    assert step(terms(start="received"), Memory(), None, happening()).begin_at == SINCE
    assert step(terms(start="step visit done"), LOOKED, None, happening(done=frozenset({"visit"}))).begin_at == NOW
    assert step(terms(start="when a = 1"), LOOKED, None, happening({"a": 1})).begin_at == NOW


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("step visit done", {"done": frozenset({"visit"})}),
        ("element visit reached", {"reached": frozenset({"visit"})}),
        ("end refused", {"done": frozenset({"refused"})}),
        ("message Payment received", {"messages": frozenset({"Payment received"})}),
        ("when paid", {"data": {"paid": True}}),
    ],
)
def test_every_kind_of_condition_acts_when_it_is_met_and_only_then(text: str, what):
    assert step(terms(start=text), LOOKED, None, happening(**what)).begin == ALWAYS[0]
    assert step(terms(start=text), LOOKED, None, happening({"paid": False}, done=frozenset({"other"}))).begin is None


def test_a_condition_over_data_acts_once_however_long_it_is_true():
    asked = terms(start="when a = 1", restart="when b = 1")
    again = step(asked, RUNNING, "", happening({"a": 1, "b": 1}))
    assert (again.stop, again.begin) == ("cancelled", ALWAYS[0])
    assert step(asked, again.memory, "", happening({"a": 1, "b": 1})).stop == ""


def test_that_the_start_condition_is_no_longer_true_cancels_nothing():
    assert step(terms(start="when a = 1"), RUNNING, "", happening({"a": 2})).stop == ""


def test_after_a_cancellation_the_start_may_be_taken_again_but_not_once_it_was_met():
    asked = terms(start="when a = 1", cancel="when not(a = 1)", stop="end done")
    gone = step(asked, RUNNING, "", happening({"a": 2}))
    assert (gone.stop, gone.why) == ("cancelled", "when not(a = 1)")
    assert step(asked, gone.memory, None, happening({"a": 1})).begin == ALWAYS[0]
    met = step(asked, RUNNING, "", happening({"a": 2}, done=frozenset({"done"})))
    assert met.stop == "met"
    assert step(asked, met.memory, None, happening({"a": 1})).begin is None


def test_a_restart_keeps_what_was_met_and_begins_a_new_cycle():
    asked = terms(stop="end done", restart="step reopen done")
    met = step(asked, RUNNING, "", happening(done=frozenset({"done"})))
    again = step(asked, met.memory, None, happening(done=frozenset({"reopen"})))
    assert (again.stop, again.begin, again.begin_at, again.memory.cycles) == ("", ALWAYS[0], NOW, 2)


def test_a_pause_over_data_lasts_as_long_as_it_is_true():
    asked = terms(pause="while waiting // Waiting for papers")
    paused = step(asked, RUNNING, "", happening({"waiting": True}))
    assert (paused.pause, paused.resume) == (("Waiting for papers",), ())
    still = step(asked, paused.memory, "", happening({"waiting": True}))
    assert (still.pause, still.resume) == ((), ())
    assert step(asked, still.memory, "", happening({"waiting": False})).resume == ("Waiting for papers",)


def test_a_pause_by_an_event_is_not_for_ever_when_its_resumption_was_true_before_it():
    asked = terms(pause="step ask done", resume="when got = true")
    before = step(asked, RUNNING, "", happening({"got": True}))
    paused = step(asked, before.memory, "", happening({"got": True}, done=frozenset({"ask"})))
    assert paused.pause == ("step ask done",)
    assert step(asked, paused.memory, "", happening({"got": True})).resume == ("step ask done",)


def test_a_pause_outlives_a_resumption_at_the_same_moment():
    asked = terms(pause="step ask done", resume="step got done")
    both = step(asked, RUNNING, "", happening(done=frozenset({"ask", "got"})))
    assert (both.pause, both.resume) == (("step ask done",), ())


def test_a_clock_that_begins_while_its_pause_holds_begins_paused_and_goes_on_when_that_ends():
    asked = terms(start="when valid", pause="while waiting")
    begun = step(asked, LOOKED, None, happening({"valid": True, "waiting": True}))
    assert (begun.begin, begun.pause) == (ALWAYS[0], ("while waiting",))
    assert step(asked, begun.memory, "", happening({"valid": True, "waiting": False})).resume == ("while waiting",)


def test_stopping_outweighs_all_else_at_the_same_moment():
    asked = terms(start="step a done", pause="step a done", stop="step a done", cancel="step a done")
    what = happening(done=frozenset({"a"}))
    assert step(asked, RUNNING, "", what).stop == "met"
    assert step(asked, LOOKED, None, what).begin is None


def test_the_first_goal_that_holds_counts_and_a_start_waits_for_one_from_the_moment_it_was_taken():
    asked = terms(Goal("1 working day", "P1", "harm = 3"), Goal("5 working days", "P2", "harm >= 1"), start="received")
    waits = step(asked, Memory(), None, happening())
    assert waits.begin is None
    known = step(asked, waits.memory, None, happening({"harm": 2}))
    assert (known.begin, known.begin_at) == (asked.goals[1], SINCE)


@pytest.mark.parametrize(("on_change", "stop"), [("carry", ""), ("restart", "cancelled")])
def test_when_another_goal_holds_the_time_is_carried_or_begins_anew(on_change: str, stop: str):
    goals = (Goal("1 working day", "P1", "harm = 3"), Goal("5 working days", "P2"))
    changed = step(terms(*goals, on_change=on_change), RUNNING, "P2", happening({"harm": 3}))
    assert changed.stop == stop
    assert (changed.retarget, changed.begin) == ((goals[0], None) if on_change == "carry" else (None, goals[0]))
    assert step(terms(*goals), RUNNING, "P1", happening({"harm": 3})).retarget is None


def test_while_no_goal_holds_any_more_the_clock_keeps_the_one_it_has():
    asked = terms(Goal("1 working day", "P1", "harm = 3"))
    kept = step(asked, RUNNING, "P1", happening({"harm": 0}))
    assert (kept.stop, kept.retarget) == ("", None)


def test_the_end_of_the_case_meets_a_clock_and_cancels_one_whose_stop_was_never_reached():
    assert step(terms(), RUNNING, "", happening(ended=True)).stop == "met"
    assert step(terms(stop="step answer done"), RUNNING, "", happening(ended=True)).stop == "cancelled"
    assert step(terms(start="when a"), LOOKED, None, happening({"a": True}, ended=True)).begin is None


def test_an_expression_that_cannot_be_worked_out_does_not_hold():
    assert step(terms(start="when a.b.c > 1"), LOOKED, None, happening({"a": "text"})).begin is None
    assert step(terms(start="when a >"), LOOKED, None, happening({"a": 1})).begin is None
