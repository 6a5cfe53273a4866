"""A worker whose machine's clock jumps: `python -m tests.chaos.shifted_worker URL FILE`. The file says by how much."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from engine import scheduler
from engine.scheduler import Job
from engine.settings import read_settings
from engine.sla.edits import replanning
from engine.store import open_store

JOBS = (Job("sweep clocks", 0.1, scheduler.sweep_clocks), Job("re-plan clocks", 0.1, scheduler.replan_clocks))


@dataclass(frozen=True, slots=True)
class ShiftedClock:
    """The machine's clock, so many seconds ahead of or behind the right time as a file says at the moment."""

    shift: Path

    def now(self) -> datetime:
        """The present moment as this machine has it."""
        return datetime.now(UTC) + timedelta(seconds=float(self.shift.read_text() or 0))


def main() -> None:
    """Sweep and re-plan until killed, in batches so small that a kill falls between them."""
    url, shift = sys.argv[1:]
    replanning._BATCH = 10
    scheduler._BATCH = 10
    scheduler.run(open_store(url, clock=ShiftedClock(Path(shift))), read_settings(), JOBS)


if __name__ == "__main__":
    main()
