"""The one unit of work of a request.

It opens when a request first asks for it and is committed once, when the view has **returned**, whatever the status it
returned. A view that **raises** has changed nothing. So a refusal is raised; only one that must leave a trace (a failed
sign-in, a refused upload) is returned, with `api.errors.problem`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import cast

from flask import current_app, g

from engine.store import Store, Work, unit_of_work


def work() -> Work:
    """The unit of work of this request; opened now if it is not open yet."""
    if g.get("work") is None:
        g.work = g.open_things.enter_context(unit_of_work(store()))
    return cast("Work", g.work)


def store() -> Store:
    """The store this application works on."""
    return cast("Store", current_app.extensions["store"])


@contextmanager
def one_unit_of_work() -> Iterator[None]:
    """Give the request its unit of work: committed when the block ends, rolled back when it raises."""
    g.work = None
    try:
        with ExitStack() as open_things:
            g.open_things = open_things
            yield
    finally:
        g.work = g.open_things = None
