"""What the changes of a standing have in common: checked, made, answered; or the page again with what was refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from flask import Response
from wtforms import HiddenField, StringField

from engine import cases, people
from engine.cases import StepMove
from engine.errors import Conflict, Refused
from engine.people import Team
from engine.transfer import OBSTACLES, TOPICS, Place
from web.forms import PageForm, chosen_id, refuse, sent
from web.page import actor, see, show, work
from web.pages.transfers.place_view import TOPIC_NAMES, PlaceView, effect_words, path_of, read_place
from web.pages.transfers.transfer_forms import ChangeForm, HoldForm, MoveForm, PlanForm, ReleaseForm, offer
from web.pages.transfers.transfer_results import before_and_after, waiting_at
from web.period import day_of
from web.said import say

_OWNERS = frozenset({"head_of_service", "team_leader", "officer", "analyst", "senior_adviser"})
_MOST_PEOPLE = 500


def change_place(at: Place, name: str, form: PageForm, change: Callable[[], str]) -> Response:
    """Make a change and go back to the page of the step, which says what `change` answers; or refuse it there."""
    cases.check_place(work(), at, by=actor())
    view = read_place(work(), at, by=actor())
    offer_all(view, form)
    if not sent(form):
        return place_page(view, 422, refused=(name, form))
    try:
        said = change()
    except Conflict:
        return overtaken(at, name, form)
    except Refused as error:
        return place_page(view, refuse(form, in_names(error, view)), refused=(name, form))
    return done(at, said)


def place_page(
    view: PlaceView,
    status: int = 200,
    *,
    refused: tuple[str, PageForm] | None = None,
    overtaken_by: str = "",
    typed: Sequence[str] = (),
) -> Response:
    """The page of a step at a site; with the form that was refused, and by its name which.

    `overtaken_by` says what somebody else did first, `typed` what was written for nothing.
    """
    may_move = people.may(actor(), "transfer:move", service_id=view.process.service_id, site_id=view.place.site_id)
    forms = _forms(view) if may_move else {}
    which, form = refused or ("", None)
    return show(
        "transfers/place.html",
        status,
        view=view,
        names=view.names,
        may_move=may_move,
        forms=forms | ({which: form} if form is not None else {}),
        which=which,
        wrong=form,
        overtaken_by=overtaken_by,
        typed=typed,
        topics=TOPICS,
        topic_names=TOPIC_NAMES,
        waiting=waiting_at(work(), view, actor()),
        results=before_and_after(work(), view, actor()),
    )


def move_page(view: PlaceView, form: MoveForm, status: int = 200) -> Response:
    """The page that asks what a move needs and says what it will do."""
    offer_all(view, form)
    move = next((move for move in view.moves if move.to == form.to.data), None)
    if move is None:
        return overtaken(view.place)
    change = step_move(form)
    known = form.to.data != "pilot" or change.pilot_share is not None or change.pilot_team_id is not None
    effect = cases.foresee_move(work(), view.place, change) if known else None
    words = effect_words(effect, view.names) if effect else ""
    return show("transfers/move.html", status, view=view, form=form, move=move, effect=words, names=view.names)


def begin_move(view: PlaceView, to: str) -> MoveForm:
    """The form of a move, filled in with how the step stands.

    A new pilot is one of the site's team, where it has only one; a date that has passed is no plan to keep to.
    """
    stands = view.standing
    team_id = stands.pilot_team_id or (None if stands.pilot_share else _only_team(view))
    ahead = stands.planned_on if stands.planned_on and stands.planned_on >= day_of(work().now) else None
    return MoveForm(
        formdata=None,
        to=to,
        row_version=stands.row_version,
        pilot_by="team" if team_id else "share",
        pilot_share=None if team_id else stands.pilot_share or 20,
        pilot_team_id=team_id or 0,
        owner_id=stands.owner_id or 0,
        planned_on=ahead,
    )


def step_move(form: MoveForm) -> StepMove:
    """What the form asks for, as the engine takes it. A pilot has either its share or its team."""
    pilot = form.to.data == "pilot"
    by_share = form.pilot_by.data != "team"
    return StepMove(
        to=form.to.data,
        row_version=version(form),
        reason=form.reason.data or "",
        owner_id=form.owner_id.data or None,
        planned_on=form.planned_on.data,
        pilot_share=form.pilot_share.data if pilot and by_share else None,
        pilot_team_id=(form.pilot_team_id.data or None) if pilot and not by_share else None,
    )


def offer_all(view: PlaceView, form: PageForm) -> None:
    """Fill the selects of a form: the people who could own the step, and the front-office teams of the site."""
    if "owner_id" in form:
        offer(form.owner_id, _owners(view), "Nobody yet" if view.standing.owner_id is None else "Stays as it is")
    if "pilot_team_id" in form:
        here = {team.id: team.name for team in _front_teams(view)}
        offer(form.pilot_team_id, here, "Choose a team")


def overtaken(at: Place, name: str = "", form: PageForm | None = None) -> Response:
    """How the step stands now that somebody else was first; nothing of this person's was stored.

    Their own words are in the form called `name` again, to be sent once more; where the step can no longer be changed
    so, they are told above the page.
    """
    view = read_place(work(), at, by=actor())
    latest = view.history[0] if view.history else None
    words = f"{latest.by or 'Somebody'} was first: {latest.words}" if latest else "Somebody else was first"
    if isinstance(form, MoveForm) and any(move.to == form.to.data for move in view.moves):
        form.row_version.data = view.standing.row_version
        form.form_errors.append(f"{words}. Nothing of yours was stored: look at the words below and send them again.")
        return move_page(view, form, 409)
    if form is not None and name in _forms(view):
        return place_page(view, 409, refused=(name, form), overtaken_by=words)
    return place_page(view, 409, overtaken_by=words, typed=_typed(form))


def _typed(form: PageForm | None) -> list[str]:
    """The words of a form that have no place any more."""
    fields = [field for field in form or () if isinstance(field, StringField) and not isinstance(field, HiddenField)]
    return [field.data for field in fields if field.data]


def done(at: Place, sentence: str) -> Response:
    """Back to the page of the step, where `sentence` is said."""
    return say(see(path_of(at)), sentence)


def in_names(error: Refused, view: PlaceView) -> Refused:
    """The refusal with the step's name for its key, as people know it."""
    key, name = repr(view.place.step_key), f"“{view.step}”"
    problems = tuple(replace(problem, message=problem.message.replace(key, name)) for problem in error.problems)
    return Refused(error.message.replace(key, name), problems)


def version(form: ChangeForm) -> int:
    """The version of the standing that the person saw; 0 for a step that has never moved."""
    return chosen_id(str(form.row_version.data)) or 0


def _front_teams(view: PlaceView) -> list[Team]:
    """The front-office teams that work at the site, or at every site."""
    sites = (None, view.place.site_id)
    return [team for team in people.teams(work()) if team.kind == "front" and team.site_id in sites]


def _only_team(view: PlaceView) -> int | None:
    """The one front-office team of the site; None where it has several, or none."""
    own = [team.id for team in _front_teams(view) if team.site_id is not None]
    return own[0] if len(own) == 1 else None


def _forms(view: PlaceView) -> dict[str, PageForm]:
    stands = {"row_version": view.standing.row_version}
    plan = PlanForm(formdata=None, **stands, owner_id=view.standing.owner_id or 0)
    offer_all(view, plan)
    held = {"release": ReleaseForm(formdata=None, prefix="", **stands)}
    free = {"hold": HoldForm(formdata=None, **stands)} if view.standing.state != "live" else {}
    return {"plan": plan, **(held if view.standing.held_by in OBSTACLES else free)}


def _owners(view: PlaceView) -> dict[int, str]:
    """The people who work for the service, by name, and whoever owns the step already."""
    service_id = view.process.service_id
    found = {
        user.id: user.name
        for user in people.users(work(), active=True, limit=_MOST_PEOPLE)
        if any(grant.role in _OWNERS and grant.service_id in (None, service_id) for grant in user.grants)
    }
    if view.standing.owner_id is not None:
        found[view.standing.owner_id] = view.names.user(view.standing.owner_id)
    return dict(sorted(found.items(), key=lambda item: item[1]))
