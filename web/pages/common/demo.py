"""The doors of the invented council: be one of its people, follow the five minutes, see its year being made."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request

from engine import definitions, demo, people, transfer
from engine.errors import NotFound
from engine.transfer import Standing
from web.demo import Demo, demo_here
from web.page import back_to, begin, public, session_cookie, show, work

pages = Blueprint("demo", __name__)

_PROCESS, _STEP, _SITE = "council_tax_move", "confirm_liability", "eastgate"


@dataclass(frozen=True, slots=True)
class Opens:
    """Where the five minutes take place: the addresses their steps open, and where the step that is moved stands."""

    results: str
    transfer: str
    finished: str
    standing: Standing

    @property
    def is_moved(self) -> bool:
        """Whether the step is done in the front office already, so that the story has been walked."""
        return self.standing.state in ("pilot", "live")

    @property
    def is_ready(self) -> bool:
        """Whether the step stands where the story begins: people are trained for it, and it is not live."""
        return self.standing.state == "trained"


@pages.get("/demo")
@public
def five_minutes() -> Response:
    """Show the story of the five minutes, each step with the button that opens its page as its person."""
    here = _here()
    faces = {face.username: face for face in here.in_story}
    return show("demo/five_minutes.html", demo=here, faces=faces, opens=_opens())


@pages.post("/demo/become")
@public
def become() -> Response:
    """Be one of the people, without a password, and go where the form leads. The header says who one is."""
    _here()
    session = demo.become(work(), request.form.get("username", ""))
    people.sign_out(work(), session_cookie())
    return begin(back_to(request.form.get("next", "/")), session)


@pages.get("/demo/progress")
@public
def progress() -> Response:
    """How much of the year is made; nothing once all of it is, which ends the asking."""
    here = _here()
    return show("demo/progress.html", demo=here) if here.growing else Response("")


def _here() -> Demo:
    here = demo_here()
    if here is None:
        raise NotFound("There is no demo here: this is a council's own installation. Sign in with your password.")
    return here


def _opens() -> Opens:
    process_id = definitions.live_version(work(), _PROCESS).process_id
    site = people.find_site(work(), _SITE)
    site_id = site.id if site else 0
    standing = transfer.standings(work(), process_id, site_id).get(_STEP) or Standing(_STEP)
    return Opens(
        standing=standing,
        results=f"/results/processes/{process_id}",
        transfer=f"/transfers/{process_id}/{_STEP}/{site_id}",
        finished=f"/results/finished-at-first-contact?process={process_id}&site={site_id}&counted=yes",
    )
