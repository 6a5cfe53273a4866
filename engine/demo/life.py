"""A case of the invented council while it is lived: its moment, its open tasks, and what is planned for it."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.cases import GOES_ON, OpenedTask
from engine.contacts import Contact
from engine.demo.cast import Cast
from engine.demo.matter import Matter
from engine.demo.plan import CasePlan
from engine.people import Actor, Team
from engine.store import Work, replay

MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Life:
    """A case while it is lived: what it is about, its open tasks, and what happens next, in the order of time.

    `talking`: the contact that began it still goes on.
    """

    work: Work
    cast: Cast
    matter: Matter
    adviser: Actor
    at: datetime
    contact: Contact | None = None
    case_id: int = 0
    status: str = ""
    talking: bool = True
    open: dict[int, OpenedTask] = field(default_factory=dict)
    ahead: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    planned: int = 0

    @property
    def plan(self) -> CasePlan:
        """What was settled before."""
        return self.matter.plan

    @property
    def now(self) -> Work:
        """The transaction at this moment of the case."""
        return replay(self.work, self.at)

    @property
    def front(self) -> Team:
        """The front office at which it began."""
        return self.cast.front(self.plan.site)

    @property
    def goes_on(self) -> bool:
        """Whether there is still something to do for it."""
        return self.status in GOES_ON

    def later(self, at: datetime, event: Callable[[], None]) -> None:
        """Plan something for a moment."""
        self.planned += 1
        heapq.heappush(self.ahead, (at, self.planned, event))
