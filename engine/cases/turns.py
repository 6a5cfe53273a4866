"""Working through what is due: things are claimed in one unit of work and done in others, each in its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, Table, select, update

from engine.contained import Contained
from engine.store import Store, Work, unit_of_work

_log = logging.getLogger(__name__)
T = TypeVar("T")


def work_through(
    store: Store,
    claim: Callable[[Work, int], Sequence[T]],
    do: Callable[[Store, T], bool],
    *,
    limit: int,
    at_once: int = 1,
) -> int:
    """Do what `claim` answers until that is nothing, at most `limit` things; answers how many were done.

    The claim is given how many it may answer at most, never more than `at_once`. It puts them off before they are
    tried, so that one that cannot be worked on holds up no other, and one whose worker died comes again. `do` opens its
    own units of work; False: somebody else was quicker. Whatever goes wrong with one is told in a line, and the others
    are done. Several workers share the work without waiting for each other.
    """
    looked = done = 0
    while looked < limit:
        with unit_of_work(store) as work:
            claimed = claim(work, min(at_once, limit - looked))
        if not claimed:
            break
        looked += len(claimed)
        done += sum(_try(store, do, one) for one in claimed)
    return done


def claim_rows(
    work: Work,
    table: Table,
    *due: ColumnElement[bool],
    first: Sequence[ColumnElement[datetime] | ColumnElement[int]],
    most: int,
    again: timedelta,
) -> Sequence[int]:
    """The ids of up to `most` rows that are `due` and that nobody holds, in the order of `first`; for `work_through`.

    They are put off already: their `look_at` is `again` later than now.
    """
    found = select(table.c.id).where(*due).order_by(*first).limit(most).with_for_update(skip_locked=True).cte("due")
    later = update(table).where(table.c.id == found.c.id).values(look_at=work.now + again)
    return work.execute(later.returning(table.c.id)).scalars().all()


def _try(store: Store, do: Callable[[Store, T], bool], one: T) -> bool:
    with Contained() as fault:
        return do(store, one)
    _log.error("not done, tried again later: %s: %s", one, fault.kind)
    return False
