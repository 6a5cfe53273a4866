"""Working through what is due: each thing claimed in one unit of work and done in another."""

from __future__ import annotations

from collections.abc import Callable

from engine.store import Store, Work, unit_of_work


def work_through(
    store: Store, claim: Callable[[Work], int | None], do: Callable[[Work, int], None], *, limit: int
) -> int:
    """Do what `claim` answers until that is None, at most `limit` times; answers how many.

    The claim puts a thing off before it is tried, so that one that cannot be worked on holds up no other. Several
    workers share the work without waiting for each other.
    """
    for done in range(limit):
        with unit_of_work(store) as work:
            claimed = claim(work)
        if claimed is None:
            return done
        with unit_of_work(store) as work:
            do(work, claimed)
    return limit
