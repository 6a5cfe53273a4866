"""An upload on its way: what it would do, what the analyst is asked about it, and doing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine import definitions, people, sla, transfer
from engine.definitions import AboutFile, Confirmation, Deployed, Draft, MarkChange, Rehearsal, Step
from engine.errors import Refused
from engine.people import Actor, LaneWork, Service
from engine.store import Work
from web.pages.models.mark_history import in_words

GONE = "gone"
_TO = "to:"
_DECISIONS = (".dmn", ".dmn.xml")


@dataclass(frozen=True, slots=True)
class Question:
    """What became of a step that the new version does not have? `live`: the front office does it today.

    `options` are pairs of value and words; `chosen` is one of the values, empty for none; `problem` is beside it.
    """

    step: Step
    live: bool
    options: tuple[tuple[str, str], ...]
    chosen: str
    problem: str = ""

    @property
    def field(self) -> str:
        """The name of its field."""
        return f"became:{self.step.step_key}"


def rehearse(work: Work, sent: Draft, *, by: Actor) -> Rehearsal:
    """What the upload would do. Raises what `definitions.rehearse` raises, and Refused for decisions and forms."""
    try:
        definitions.rehearse_decisions(work, _decisions(sent), service_id=sent.service_id, by=by)
    except Refused as error:
        raise Refused.at("attached", error.message) from None
    return definitions.rehearse(work, sent.data, by=by, live_step_keys=transfer.live_step_keys, **_told(work, sent))


def take(work: Work, sent: Draft, confirm: Confirmation, *, by: Actor) -> Deployed:
    """Store the upload with its forms, and the decisions that came with it. Raises what both ways in raise."""
    deployed = definitions.deploy(
        work, sent.data, by=by, confirm=confirm, live_step_keys=transfer.live_step_keys, **_told(work, sent)
    )
    definitions.deploy_decisions(work, _decisions(sent), service_id=sent.service_id, by=by)
    return deployed


def questions(found: Rehearsal, answers: Mapping[str, str] | None = None) -> list[Question]:
    """A question a lost step, with what is likely chosen; or with `answers` by field, and what is wrong with them.

    Nothing is chosen where no new step looks like it: that a step is no longer done, somebody has to say.
    """
    offered = {step.element for step in found.offered}
    matches = (match for match in found.deployed.steps.renamed if match.element_id in offered)
    likely = {match.step_key: f"{_TO}{match.element_id}" for match in matches}
    live = {step.step_key for step in found.live_lost}
    asked = [
        Question(step, step.step_key in live, _options(found.offered), likely.get(step.step_key, ""))
        for step in found.asked
    ]
    return asked if answers is None else [_answered(one, answers) for one in asked]


def confirmation(asked: Sequence[Question], *, marks: bool, seen: Mapping[str, int] | None = None) -> Confirmation:
    """What the answers confirm. Two steps that became one are refused by name. Raises Refused.

    `seen` are the versions of the marks as they were shown, by step key.
    """
    mapping: dict[str, str] = {}
    for one in asked:
        element = one.chosen.removeprefix(_TO)
        if one.chosen.startswith(_TO) and element in mapping:
            message = f"Two steps cannot both have become “{dict(one.options)[one.chosen]}”. Choose another for one."
            raise Refused.at(one.field, message)
        if one.chosen.startswith(_TO):
            mapping[element] = one.step.step_key
    lost = frozenset(one.step.step_key for one in asked if one.chosen == GONE)
    return Confirmation(mapping, lost, marks, seen)


def step_names(deployed: Deployed) -> dict[str, str]:
    """The names of the steps of an upload, by key."""
    return {step.step_key: step.name for step in (*deployed.steps.kept, *deployed.steps.new)}


def marks_in_words(deployed: Deployed) -> list[tuple[str, list[str]]]:
    """The marks that would change: the name of each step with its values before and after."""
    names = step_names(deployed)
    return [
        (names.get(change.step_key) or "The whole process", _values(change))
        for change in sorted(deployed.mark_changes, key=lambda change: names.get(change.step_key, ""))
    ]


def lanes_by_service(work: Work, services: Sequence[Service]) -> list[tuple[str, tuple[LaneWork, ...]]]:
    """The names of these services, each with the lanes that its teams take and who gets their work."""
    teams = people.teams(work)
    return [(service.name, people.lanes_taken(teams, service.id)) for service in services]


def _values(change: MarkChange) -> list[str]:
    before = change.before.values() if change.before else {}
    after = change.after.values() if change.after else {}
    return [in_words(name, before.get(name), after.get(name)) for name in change.fields]


def _answered(asked: Question, answers: Mapping[str, str]) -> Question:
    given = answers.get(asked.field, "")
    chosen = given if given in dict(asked.options) else ""
    does = " The front office does it today." if asked.live else ""
    problem = "" if chosen else f"Say what became of “{asked.step.name or asked.step.element}”.{does}"
    return Question(asked.step, asked.live, asked.options, chosen, problem)


def _options(new: Sequence[Step]) -> tuple[tuple[str, str], ...]:
    became = tuple((f"{_TO}{step.element}", f"It is now “{step.name or step.element}”") for step in new)
    return (*became, (GONE, "It is no longer done"))


def _decisions(sent: Draft) -> dict[str, bytes]:
    return {name: data for name, data in sent.attached.items() if name.lower().endswith(_DECISIONS)}


def _told(work: Work, sent: Draft) -> AboutFile:
    """What both rehearsing and deploying are told about a file."""
    return {
        "service_id": sent.service_id,
        "variant": sent.variant,
        "areas": sent.areas or None,
        "key": sent.key,
        "forms": {name: data for name, data in sent.attached.items() if name not in _decisions(sent)},
        "file_name": sent.file_name,
        "calendars": sla.calendar_keys(work),
    }
