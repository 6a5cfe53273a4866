"""The row that says that this database holds the invented council, and how much of its year has been made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, true, update

from engine.demo.tables import council as table
from engine.store import Work

SEED = 80
CASES = 2_000
LATEST_CASES = 200
"""The first of them hold all of today's work and all that happened in the last 28 days; a few lie earlier."""
FIRST_CASES = 300
"""How many there are before anybody looks, if there is time: the latest ones, and some from the whole year."""


@dataclass(frozen=True, slots=True)
class DemoCouncil:
    """The invented council of this database.

    `loaded_at` is the present moment of its year, which goes back from there. `people` are the ids of its users.
    `cases_made` of `cases_wanted` have been made, or left out; `finished_at` is None until all have.
    """

    loaded_at: datetime
    seed: int
    people: tuple[int, ...]
    cases_wanted: int
    cases_made: int
    finished_at: datetime | None


def council(work: Work, *, hold: bool = False) -> DemoCouncil | None:
    """The invented council and its progress; None where it was never loaded.

    With `hold` nobody else adds to it until this unit of work ends.
    """
    columns = [table.c[name] for name in DemoCouncil.__dataclass_fields__]
    statement = select(*columns).where(table.c.one)
    row = work.row(statement.with_for_update() if hold else statement)
    return None if row is None else DemoCouncil(**{**row, "people": tuple(row["people"])})


def mark(work: Work, *, seed: int, people: Sequence[int], cases_wanted: int) -> None:
    """Say that the invented council was loaded now."""
    values = {"loaded_at": work.now, "seed": seed, "people": list(people), "cases_wanted": cases_wanted}
    finished_at = None if cases_wanted else work.now
    work.execute(insert(table).values(one=true(), cases_made=0, finished_at=finished_at, **values))


def advance(work: Work, cases_made: int, *, finished: bool) -> None:
    """Say how many cases have been made."""
    values = {"cases_made": cases_made, "finished_at": work.now if finished else None}
    work.execute(update(table).where(table.c.one).values(values))
