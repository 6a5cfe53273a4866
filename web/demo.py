"""The invented council on the pages: whether this is one, who can be taken for, and how much of its year is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from flask import Flask, Response, current_app, g

from engine import demo, measures
from engine.demo import DemoCouncil, Face
from engine.measures import Figure, Scope, ShareHandled
from engine.settings import is_this_machine_alone
from web.page import show, work
from web.period import Period, asked_period

_KEPT_SECONDS = 60
_FACES, _OPEN = "demo_faces", "demo_open"


@dataclass(frozen=True, slots=True)
class Demo:
    """The invented council of this installation."""

    council: DemoCouncil
    faces: Sequence[Face]

    @property
    def in_story(self) -> list[Face]:
        """The people of the five minutes, in its order."""
        return [face for face in self.faces if face.in_story]

    @property
    def others(self) -> list[Face]:
        """Everybody else whose place can be taken."""
        return [face for face in self.faces if not face.in_story]

    @property
    def growing(self) -> bool:
        """Whether cases of its year are still being made."""
        return self.council.finished_at is None

    @property
    def lately_whole(self) -> bool:
        """Whether no case still to be made changes a figure of the last 28 days, or of today."""
        return self.council.cases_made >= demo.LATEST_CASES


@dataclass(frozen=True, slots=True)
class SoFar:
    """How far the work has moved in `period`, counted now: of all calls, if they were counted, and of cases here."""

    period: Period
    handled: ShareHandled | None
    finished: Figure


def add_demo(app: Flask) -> None:
    """Let the layout of `app` ask for the demo. Whoever others can reach has none: its people need no password."""
    app.extensions[_OPEN] = is_this_machine_alone(app.extensions["settings"].host)
    app.add_template_global(demo_here)


def demo_here() -> Demo | None:
    """The invented council; None where none was loaded, or others can reach it. One statement, once a request."""
    if "demo" not in g:
        council = demo.council(work()) if current_app.extensions[_OPEN] else None
        g.demo = Demo(council, _faces(council)) if council else None
    return cast("Demo | None", g.demo)


def landing() -> Response | None:
    """The page of the invented council before sign-in; None where none was loaded."""
    here = demo_here()
    return show("demo/landing.html", demo=here, so_far=_so_far()) if here else None


def _faces(council: DemoCouncil) -> Sequence[Face]:
    """Everybody who can be taken for, read at most once a minute."""
    key = (council.loaded_at, council.people, int(work().now.timestamp()) // _KEPT_SECONDS)
    kept = current_app.extensions.get(_FACES)
    if kept is None or kept[0] != key:
        kept = current_app.extensions[_FACES] = (key, demo.faces(work()))
    return cast("Sequence[Face]", kept[1])


def _so_far() -> SoFar:
    period, now = asked_period(work().now, "3-months"), work().now
    scope = Scope(since=period.since, until=period.until, now=now)
    (finished,) = measures.figures(work(), measures.measure("finished-at-first-contact"), scope, by=())
    handled = measures.share_handled(work(), period.first, period.last + timedelta(days=1))
    return SoFar(period, handled, finished)
