"""One step at one site: how it stands, how it came there, and where it can go from here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import quote

from engine import definitions, people, transfer
from engine.cases import Rerouting
from engine.definitions import Mark, ProcessRow
from engine.errors import NotFound
from engine.people import Actor
from engine.store import Work
from engine.transfer import TOPICS, Change, Obstacle, Place, Plan, Ready, Slip, Standing, in_words
from web.happened import Happened
from web.names import Names, names
from web.wording import day, plural, sentence_case

TOPIC_NAMES = {topic: {"hr": "HR", "it": "IT"}.get(topic, sentence_case(topic)) for topic in TOPICS}
_ONWARD = ("agreed", "trained", "pilot", "live")
_LABELS_FROM = {("pilot", "pilot"): "Change the pilot", ("trained", "agreed"): "Go back to agreed"}
_LABELS = {
    "agreed": "Agree to move it",
    "trained": "Say that people are trained",
    "pilot": "Start a pilot",
    "live": "Make it live",
    "returned": "Return it to the back office",
    "back_office": "Stop the move",
}


@dataclass(frozen=True, slots=True)
class PossibleMove:
    """A state the step can move to from where it stands. With `blocked` it cannot now, for these reasons."""

    to: str
    label: str
    blocked: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceView:
    """All that the page of a step at a site shows. `history` has the latest first."""

    place: Place
    process: ProcessRow
    step: str
    site: str
    standing: Standing
    mark: Mark
    plans: Sequence[Plan]
    slip: Slip | None
    ready: Mapping[str, Ready]
    moves: Sequence[PossibleMove]
    history: Sequence[Happened]
    front_since: Change | None
    names: Names

    @property
    def path(self) -> str:
        """The address of the page, as the step's key may hold any letter but a slash."""
        return path_of(self.place)


def path_of(place: Place) -> str:
    """Where the move of a step at a site is told and changed."""
    return f"/transfers/{place.process_id}/{quote(place.step_key, safe='')}/{place.site_id}"


def read_place(work: Work, place: Place, *, by: Actor) -> PlaceView:
    """The step at the site, as `by` sees it. Raises NotFound, NotPermitted."""
    process = definitions.process(work, place.process_id)
    people.require(by, "transfer:read", service_id=process.service_id, site_id=place.site_id)
    site = people.site_by_id(work, place.site_id)
    where = asdict(place)
    standing = transfer.standings(work, place.process_id, place.site_id).get(place.step_key)
    if standing is None and not definitions.has_step(work, place.process_id, place.step_key):
        raise NotFound(f"The process “{process.name}” has no step “{place.step_key}”. Choose one of its steps.")
    changes, plans = transfer.changes(work, **where), transfer.plans(work, **where)
    obstacles = transfer.obstacles(work, **where)
    ready = {
        item.topic: item for item in transfer.readiness(work, place.process_id, place.site_id).get(place.step_key, ())
    }
    mark = definitions.marks_of(work, place.process_id).get(place.step_key) or Mark(place.step_key)
    stands = standing or Standing(place.step_key)
    known = names(work, _people(stands, changes, obstacles, plans, ready.values()))
    return PlaceView(
        place=place,
        process=process,
        step=_step_name(work, place),
        site=site.name,
        standing=stands,
        mark=mark,
        plans=plans,
        slip=_slip(work, stands, plans),
        ready=ready,
        moves=possible_moves(
            stands, mark, ready, is_uploader=by.user_id in definitions.uploaders(work, place.process_id)
        ),
        history=list(reversed(list(_history(changes, obstacles, known)))),
        front_since=_front_since(changes) if stands.state in ("pilot", "live") else None,
        names=known,
    )


def possible_moves(
    standing: Standing, mark: Mark, ready: Mapping[str, Ready], *, is_uploader: bool
) -> tuple[PossibleMove, ...]:
    """Where the step can go from here, and for each what stands in the way and what to know. Pure."""
    moves = []
    for to in transfer.MOVES[standing.state]:
        blocked = []
        if to in _ONWARD and mark.must_stay:
            blocked.append("It is marked as one that must stay in the back office. The mark has to change first.")
        if to in _ONWARD and standing.held_by:
            blocked.append(f"It is held by {in_words(standing.held_by)}. Release the obstacle first.")
        if to in ("pilot", "live") and is_uploader:
            blocked.append("You uploaded a version of this process, so somebody else has to do this.")
        label = _LABELS_FROM.get((standing.state, to), _LABELS[to])
        moves.append(PossibleMove(to, label, tuple(blocked), tuple(_notes(to, ready))))
    return tuple(moves)


def effect_words(effect: Rerouting, known: Names, *, done: bool = False) -> str:
    """What a move does, or did, to the open tasks of the step."""
    go = "went" if done else "will go"
    said = [
        f"{plural(count, 'unclaimed task')} {go} to {known.team(team_id)}" for team_id, count in effect.goes.items()
    ]
    if effect.stays:
        said.append(
            f"{plural(effect.stays, 'unclaimed task')} {_stay(effect.stays)} where {_they(effect.stays)}, because "
            f"{'its team stays the same' if effect.stays == 1 else 'their teams stay the same'}"
            f"{' (by share: the case is outside it, or the front office has it already)' if effect.by_share else ''}"
        )
    if effect.put:
        said.append(f"{plural(effect.put, 'unclaimed task')} {_stay(effect.put)} where somebody put {_it(effect.put)}")
    if effect.claimed:
        holders = "its holder" if effect.claimed == 1 else "their holders"
        said.append(f"{plural(effect.claimed, 'claimed task')} {_stay(effect.claimed)} with {holders}")
    return f"{'; '.join(said)}." if said else "No task of this step is open at this site, so only new ones follow."


def _stay(count: int) -> str:
    return "stays" if count == 1 else "stay"


def _it(count: int) -> str:
    return "it" if count == 1 else "them"


def _they(count: int) -> str:
    return "it is" if count == 1 else "they are"


def _notes(to: str, ready: Mapping[str, Ready]) -> Iterator[str]:
    missing = [TOPIC_NAMES[topic] for topic in TOPICS if topic not in ready]
    if to in ("pilot", "live") and missing:
        yield f"{len(ready)} of {len(TOPICS)} topics of readiness are confirmed. Not yet: {', '.join(missing)}."
    if to in ("pilot", "live") and not missing:
        yield "All topics of readiness are confirmed."
    if to in ("returned", "back_office"):
        yield "Needs a reason."


def _step_name(work: Work, place: Place) -> str:
    steps = definitions.current_steps(work, [place.process_id])
    return next((step.name for step in steps if step.step_key == place.step_key and step.name), place.step_key)


def _slip(work: Work, standing: Standing, plans: Sequence[Plan]) -> Slip | None:
    live_since = standing.state_since if standing.state == "live" else None
    return transfer.slip(plans[0].planned_on if plans else None, standing.planned_on, live_since, work.now)


def _front_since(changes: Sequence[Change]) -> Change | None:
    """The change that brought the step to the front office, where it is now."""
    since = None
    for change in changes:
        if change.state not in ("pilot", "live"):
            since = None
        elif since is None:
            since = change
    return since


def _people(
    standing: Standing,
    changes: Sequence[Change],
    obstacles: Sequence[Obstacle],
    plans: Sequence[Plan],
    ready: Collection[Ready],
) -> set[int | None]:
    found = {standing.owner_id, *(plan.approved_by for plan in plans), *(item.confirmed_by for item in ready)}
    found |= {number for change in changes for number in (change.changed_by, change.owner_id)}
    return found | {number for item in obstacles for number in (item.raised_by, item.released_by)}


def _history(changes: Sequence[Change], obstacles: Sequence[Obstacle], known: Names) -> Iterator[Happened]:
    """Every change as a sentence, the oldest first."""
    held = {item.since: f"Held by {in_words(item.obstacle)}" for item in obstacles}
    released = {
        item.released_at: f"No longer held by {in_words(item.obstacle)}" for item in obstacles if item.released_at
    }
    before: Change | None = None
    for number, change in enumerate(changes):
        said = [words[change.changed_at] for words in (held, released) if change.changed_at in words]
        said += list(_differences(before, change, known))
        by = known.user(change.changed_by) if change.changed_by is not None else ""
        yield Happened(number, change.changed_at, ". ".join(said) or "Changed", by, change.reason)
        before = change


def _differences(before: Change | None, after: Change, known: Names) -> Iterator[str]:
    was = before.state if before else "back_office"
    if after.state != was:
        yield f"Moved from {_state(was)} to {_state(after.state)}{_pilot(after, known)}"
    elif before and (before.pilot_share, before.pilot_team_id) != (after.pilot_share, after.pilot_team_id):
        yield f"Pilot changed{_pilot(after, known)}"
    if after.planned_on and (before is None or before.planned_on != after.planned_on):
        planned = before.planned_on if before else None
        yield (
            f"Planned for {day(after.planned_on)} instead of {day(planned)}"
            if planned
            else f"Planned for {day(after.planned_on)}"
        )
    if before and before.owner_id is not None and before.owner_id != after.owner_id:
        yield f"Owner is now {known.user(after.owner_id)}"


def _state(state: str) -> str:
    return state.replace("_", " ")


def _pilot(change: Change, known: Names) -> str:
    if change.pilot_share is not None:
        return f" ({change.pilot_share}% of cases)"
    return f" ({known.team(change.pilot_team_id)})" if change.pilot_team_id is not None else ""
