"""Two workers sweep and re-plan while they are killed and their machines' clocks jump; each thing happens once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from engine import sla
from engine.clock import SystemClock
from engine.migrations import migrate
from engine.people import SYSTEM
from engine.sla import ClockStart, Rung, SpecialDay
from engine.store import Store, open_store, reading, unit_of_work
from engine.store.children import kill_group, start_child
from tests import running_clocks
from tests.throwaway import ThrowawayServer

pytestmark = pytest.mark.crash

SECONDS = 60 if os.environ.get("BPR_LONG") else 6
CLOCKS = 300
CALENDAR = "england-24x7"
RUNGS = (Rung("share", "owner", share=75), Rung("breach", "team_leader"))
PATIENCE = 120.0


@dataclass(slots=True)
class Workers:
    """Two workers, each with a file that says how wrong the clock of its machine is."""

    url: str
    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    jumps: Counter[str] = field(default_factory=Counter)
    kills: int = 0

    def shift(self, name: str, seconds: float) -> None:
        """Let the clock of a worker's machine jump."""
        whole = self.folder / f"{name}.new"
        whole.write_text(str(seconds))
        whole.rename(self.folder / name)
        self.jumps["forward" if seconds > 0 else "back"] += 1

    def start(self, name: str) -> None:
        """Start a worker, or start it again."""
        command = [sys.executable, "-m", "tests.chaos.shifted_worker", self.url, str(self.folder / name)]
        with (self.folder / "said").open("ab") as output:
            self.running[name] = start_child(command, output=output)

    def kill(self, name: str) -> None:
        """Kill -9 a worker with all that it started, and start it again."""
        kill_group(self.running[name].pid)
        self.running[name].wait()
        self.kills += 1
        self.start(name)

    def stop(self) -> None:
        """End them for good."""
        for process in self.running.values():
            kill_group(process.pid)
            process.wait()


@pytest.fixture
def store(durable_server: ThrowawayServer) -> Iterator[Store]:
    migrate(durable_server.url)
    store = open_store(durable_server.url, clock=SystemClock())
    yield store
    store.engine.dispose()


@pytest.fixture
def workers(store: Store, durable_server: ThrowawayServer, tmp_path: Path) -> Iterator[Workers]:
    found = Workers(durable_server.url, tmp_path)
    for name in ("one", "two"):
        found.shift(name, 0)
        found.start(name)
    yield found
    found.stop()


def start_clocks(store: Store) -> None:
    """Clocks of an hour: half of them due one after the other in these seconds, the others within the hour.

    Their ladder, as if it had held for a day, has a rung at three quarters of their time and one at the breach.
    """
    now = datetime.now(UTC)
    with unit_of_work(store) as work:
        sla.set_ladder(work, None, RUNGS, tells_customer=False, reason="Agreed", by=SYSTEM)
        work.execute(text("UPDATE sla_ladder_version SET valid_from = valid_from - interval '1 day'"))
        starts = [
            ClockStart("contact", "x", target="60 working minutes", calendar=CALENDAR, started_at=now + begun)
            for number in range(CLOCKS)
            for begun in [timedelta(minutes=-60 if number % 2 else -30, seconds=SECONDS * number / CLOCKS)]
        ]
        running_clocks.start(work, starts)


def edit(store: Store) -> None:
    """Close a day that lies far ahead: every open clock is re-planned, and none moves.

    Set the ladder anew, with the same rungs: it reaches every open clock, and tells nothing again.
    """
    with unit_of_work(store) as work:
        hours = sla.calendar_detail(work, CALENDAR).hours
        closed = sla.Hours(hours.week, {date(2040, 1, 1): SpecialDay((), "Closed")}, "")
        sla.add_version(work, CALENDAR, closed, valid_from=date(2039, 1, 1), reason="Far ahead", by=SYSTEM)
        sla.set_ladder(work, None, RUNGS, tells_customer=False, reason="As before", by=SYSTEM)


def trouble(workers: Workers, store: Store) -> None:
    """Kill workers and let clocks jump up to two hours either way; half way through, edit the calendar and ladder."""
    chance, end = random.Random(20261122), time.monotonic() + SECONDS
    edited = False
    while time.monotonic() < end:
        time.sleep(chance.uniform(0.3, 1.0))
        name = chance.choice(["one", "two"])
        if chance.random() < 0.4:
            workers.kill(name)
        else:
            workers.shift(name, chance.choice([-1, 1]) * chance.uniform(60, 7200))
        if not edited and time.monotonic() > end - SECONDS / 2:
            edit(store)
            edited = True


def rows(store: Store, statement: str) -> list[tuple[object, ...]]:
    with reading(store) as work:
        return [tuple(row.values()) for row in work.rows(text(statement))]


def settled(store: Store) -> bool:
    """Whether every clock is overdue, re-planned and escalated, as far as the rows of clocks tell."""
    left = "SELECT count(*) FROM sla_clock WHERE breached_at IS NULL OR calendar_version < 2 OR look_at IS NOT NULL"
    return rows(store, left) == [(0,)] and rows(store, "SELECT DISTINCT status FROM sla_replan") == [("applied",)]


def test_whatever_is_killed_and_however_clocks_jump_each_breach_and_each_new_plan_is_recorded_once(
    workers: Workers, store: Store
):
    # given clocks that run out while workers are killed and the clocks of their machines jump both ways
    start_clocks(store)
    trouble(workers, store)
    # when both are let go on, the one in the future, the other in the past
    workers.shift("one", 7200)
    workers.shift("two", -7200)
    end = time.monotonic() + PATIENCE
    while not settled(store) and time.monotonic() < end:
        time.sleep(0.2)
    # then both kinds of trouble were had, and every clock was found, warned of, breached and re-planned exactly once
    assert settled(store), (workers.folder / "said").read_text()
    assert workers.kills
    assert set(workers.jumps) == {"forward", "back"}
    found = rows(store, "SELECT clock_id, kind, count(*) FROM sla_clock_event GROUP BY 1, 2")
    kinds = ("started", "at-risk", "breached", "replanned")
    assert {(number, kind): times for number, kind, times in found} == {
        (number, kind): 1 for number in range(1, CLOCKS + 1) for kind in kinds
    }
    # and each with the moment at which it became true, whatever any machine thought the time was
    late = "SELECT count(*) FROM sla_clock_event e JOIN sla_clock c ON c.id = e.clock_id WHERE e.kind = 'breached' "
    assert rows(store, f"{late} AND e.at = c.first_due_at AND c.breached_at = e.at") == [(CLOCKS,)]
    assert rows(
        store, "SELECT count(DISTINCT subject_id), count(*) FROM audit_entry WHERE action = 'sla:clock:breached'"
    ) == [(CLOCKS, CLOCKS)]
    # and each rung of the ladder was climbed once
    climbed = rows(store, "SELECT clock_id, rung, count(*) FROM sla_escalation GROUP BY 1, 2")
    assert {(number, rung): times for number, rung, times in climbed} == {
        (number, rung): 1 for number in range(1, CLOCKS + 1) for rung in range(1, len(RUNGS) + 1)
    }
