"""Targets: what is measured in what time, in versions that are never changed, and what another version would change."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, request

from engine import cases, definitions, people, sla
from engine.errors import Problem, Refused, StaleVersion
from engine.people import scoped_services
from engine.sla import SaidOfVersion, Scope, TargetDetail, TargetMove
from web import lists
from web.forms import chosen_id, refuse, sent, status_of, tried
from web.names import names
from web.overtaken import tell_overtaken
from web.page import actor, page, see, show, work
from web.pages.administration.target_forms import (
    HINTS,
    KINDS,
    PLACED_BY,
    ROLES,
    NewTargetForm,
    RenameForm,
    TermsForm,
    filled,
    filled_by,
)
from web.pages.administration.target_view import goal_words
from web.period import day_of
from web.said import say

pages = Blueprint("targets", __name__)


@pages.get("/administration/targets")
@page("sla:manage")
def list_targets() -> Response:
    """The targets of the services that one looks after, filtered by service and kind."""
    asked, kind = chosen_id(request.args.get("service", "")), lists.word("kind", KINDS)
    found = sla.list_targets(work(), service_ids=scoped_services(actor(), "sla:manage", asked), kind=kind)
    return show(
        "administration/targets.html",
        targets=found,
        asked=asked,
        kind=kind,
        kinds=KINDS,
        called=names(work()),
        goal_words=goal_words(),
    )


@pages.route("/administration/targets/new", methods=["GET", "POST"])
@page("sla:manage", keeps=(NewTargetForm,))
def add_target() -> Response:
    """Add a target with what it says first; before that, ask what it is to measure."""
    kind = lists.word("kind", KINDS)
    if not kind:
        nothing = "next" in request.args or request.method == "POST"
        asked = {"kinds": KINDS, "hints": HINTS, "refused": nothing}
        return show("administration/target_kind.html", 422 if nothing else 200, **asked)
    form = NewTargetForm(valid_from=day_of(work().now), at_risk_share="75").of(kind)
    status = status_of(form)
    if sent(form):
        try:
            return say(_to(_add(form, kind)), f"The target {form.name.data.strip()} is added.")
        except Refused as error:
            status = refuse(form, _at_fields(error, "step_at" if kind == "step" else ""))
    placed = {"kind": kind, "called": KINDS[kind], "placed": PLACED_BY[kind]}
    return show("administration/target_new.html", status, form=form, **placed)


@pages.get("/administration/targets/<key>")
@page("sla:manage")
def show_target(key: str) -> Response:
    """One target: where it holds, what it says, and all its versions."""
    found = _open(key)
    writers = names(work(), [version.created_by for version in found.versions])
    process, step = _process_and_step(found.scope)
    return show(
        "administration/target.html",
        target=found,
        process=process,
        step=step,
        kinds=KINDS,
        roles=ROLES,
        called=names(work()),
        writers=writers,
        today=day_of(work().now),
        moves=sla.target_moves(work(), found.key),
        goal_words=goal_words(),
    )


@pages.route("/administration/targets/<key>/change", methods=["GET", "POST"])
@page("sla:manage", keeps=(TermsForm,))
def change_target(key: str) -> Response:
    """Let a target say something else from a day on; first see what that does to the clocks that run."""
    found = _open(key)
    form = TermsForm()
    if not form.is_submitted():
        return _change(found, _as_proposed(key) or filled(found.versions[0]))
    if not sent(form):
        return _change(found, form, 422)
    try:
        return _save(found, form)
    except StaleVersion:
        tell_overtaken(work(), form, filled(found.versions[0]), "target", found.id, "this target")
        return _change(found, form, 409)
    except Refused as error:
        return _change(found, form, refuse(form, _at_fields(error)))


@pages.route("/administration/targets/<key>/rename", methods=["GET", "POST"])
@page("sla:manage", keeps=(RenameForm,))
def rename_target(key: str) -> Response:
    """Call a target something else, or say that its time is set by law, or promised: for what begins from then on."""
    found = _open(key)
    now = {"name": found.name, "statutory": found.statutory, "published": found.published, "newest": found.naming}
    form = RenameForm(data=now)
    status = status_of(form)
    if found.scope.kind != "case":
        del form.published
    try:
        if tried(form, lambda: _rename(key, form)):
            return say(_to(key), "It is saved. Clocks that run keep their name, and what they were begun as.")
    except StaleVersion:
        tell_overtaken(work(), form, RenameForm(formdata=None, data=now), "target", found.id, "this target")
        status = 409
    return show("administration/target_rename.html", status, target=found, form=form)


def _rename(key: str, form: RenameForm) -> TargetDetail:
    statutory, published = form.statutory.data, form.published is not None and form.published.data
    named = {"statutory": statutory, "published": published, "reason": form.reason.data}
    named["if_naming"] = form.newest.data or ""
    return sla.rename_target(work(), key, form.name.data, **named, by=actor())


def _process_and_step(scope: Scope) -> tuple[str, str]:
    """What the process and the step of a scope are called; their keys where none has them any more."""
    found = next((one for one in definitions.processes(work()) if one.key == scope.process_key), None)
    if found is None:
        return scope.process_key, scope.step
    steps = {one.step_key: one.name for one in definitions.current_steps(work(), [found.id])} if scope.step else {}
    return found.name, steps.get(scope.step) or scope.step


def _as_proposed(key: str) -> TermsForm | None:
    """What the edit in the address says, to be changed once more."""
    number = lists.number("edit")
    return filled_by(sla.target_move(work(), number, of=key, by=actor())) if number else None


def _save(found: TargetDetail, form: TermsForm) -> Response:
    """Save the version, or only propose it; where clocks that run go on by it a page says how far they are."""
    newest = chosen_id(form.newest.data) or 0
    said = SaidOfVersion(valid_from=form.valid_from.data, reason=form.reason.data, by=actor(), if_newest=newest)
    if form.preview.data:
        return _to_edit(cases.propose_target(work(), found.key, form.terms(), **said))
    if form.open_clocks.data == "move":
        return say(_to_edit(sla.move_to_target(work(), found.key, form.terms(), **said)), "The new version is saved.")
    sla.add_target_version(work(), found.key, form.terms(), **said)
    return say(_to(found.key), "The new version is saved. Clocks that run keep the version they began with.")


def _to_edit(run: TargetMove) -> Response:
    return see(f"/administration/targets/{run.target}/edits/{run.id}")


def _add(form: NewTargetForm, kind: str) -> str:
    made = sla.add_target(
        work(),
        form.key_or_name(),
        form.name.data,
        form.scope(kind),
        form.terms(),
        valid_from=form.valid_from.data,
        by=actor(),
        statutory=form.statutory.data,
        published="published" in form and form.published.data,
    )
    return made.key


def _at_fields(error: Refused, process_at: str = "") -> Refused:
    """The refusal with each problem at its field: those of single goals at the goals, expressions with their place.

    `process_at` is the field in which the process and its step are named.
    """
    named = {"process_key": process_at, "step": process_at} if process_at else {}
    return Refused(error.message, tuple(_at_field(problem, named) for problem in error.problems))


def _at_field(problem: Problem, named: Mapping[str, str]) -> Problem:
    """A problem at its field. Where an expression is wrong is said by its character."""
    where, _, rest = problem.where.partition(".")
    line = f"Line {rest.split('.')[0]}: " if rest else ""
    place = f" (character {problem.position + 1})" if problem.position is not None else ""
    return Problem(named.get(where, where), f"{line}{problem.message}{place}")


def _change(found: TargetDetail, form: TermsForm, status: int = 200) -> Response:
    return show("administration/target_change.html", status, target=found, form=form)


def _open(key: str) -> TargetDetail:
    found = sla.target_detail(work(), key)
    people.require(actor(), "sla:manage", service_id=found.scope.service_id)
    return found


def _to(key: str) -> Response:
    return see(f"/administration/targets/{key}")
