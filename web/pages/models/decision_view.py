"""What the page of a decision file shows: how it stands, what it asks, how its parts need one another, its findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine import definitions, people
from engine.decisions import Comparison, DecisionModel
from engine.decisions.model import Decision, FunctionBox, ItemType, Knowledge, Service
from engine.definitions import DecisionRow, Finding
from engine.errors import NotFound
from engine.people import Actor
from engine.store import Work
from web.pages.models.decision_boxes import Lines, Shown, TableShown, shown_box
from web.pages.models.decision_types import type_words
from web.wording import sentence_case

IN_FORCE, COMING, REPLACED, WAITS = "In force", "Coming", "Replaced", "Waits for approval"


@dataclass(frozen=True, slots=True)
class Need:
    """Something a decision uses: what it is called, its place on the page (empty for none), and its type."""

    name: str
    place: str = ""
    type: str = ""
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """A decision, function or service: what it asks, uses and gives, and its box; a service uses what it gives.

    `broken` says why it cannot be worked out.
    """

    id: str
    name: str
    question: str
    description: str
    gives: str
    asks: tuple[Need, ...]
    uses: tuple[Need, ...]
    box: Shown | None
    broken: str
    is_function: bool = False
    is_service: bool = False

    @property
    def tables(self) -> tuple[TableShown, ...]:
        """The tables in it."""
        return tuple(_tables(self.box)) if self.box else ()


@dataclass(frozen=True, slots=True)
class DecisionVersion:
    """A version of a decision or a library, and how it stands in words."""

    row: DecisionRow
    stands: str


def readable(work: Work, number: int, *, by: Actor) -> list[DecisionRow]:
    """The decisions of a file that `by` may read. Raises NotFound, NotPermitted."""
    found = definitions.decision_rows(work, version_id=number)
    if not found:
        raise NotFound(f"There is no decision file {number}. Choose one from the list of decisions.")
    people.require(by, "decision:read", service_id=found[0].service_id)
    return found


def shown(model: DecisionModel) -> list[DecisionShown]:
    """The decisions of a file, then its functions and its services, in the order of the file."""
    made = [_decision(model, item) for item in model.decisions.values()]
    functions = [_function(model, item) for item in model.knowledge.values()]
    return [*made, *functions, *(_service(model, item) for item in model.services.values())]


def stands(rows: Iterable[DecisionRow], today: date, in_force: Iterable[int] = ()) -> list[DecisionVersion]:
    """How each row stands on a day. Rows come by key, newest first, as `decision_rows` gives them.

    `in_force` are ids of decisions of which a row before these is in force.
    """
    taken = set(in_force)
    found = []
    for row in rows:
        words = WAITS if row.approved_at is None else _stands(row, today, row.decision_id in taken)
        if words == IN_FORCE:
            taken.add(row.decision_id)
        found.append(DecisionVersion(row, words))
    return found


def line_of(work: Work, rows: Sequence[DecisionRow]) -> list[DecisionVersion]:
    """All versions of the decisions of a file, each with how it stands today."""
    ids = dict.fromkeys(row.decision_id for row in rows)
    every = [row for number in ids for row in definitions.decision_rows(work, decision_id=number)]
    return stands(every, work.now.date())


def of_file(line: Iterable[DecisionVersion], number: int) -> list[DecisionVersion]:
    """Those of one file, decisions first."""
    return sorted((one for one in line if one.row.version_id == number), key=lambda one: one.row.is_library)


def newest(line: Iterable[DecisionVersion]) -> list[DecisionVersion]:
    """The newest version of each decision, of versions in their order."""
    found: dict[int, DecisionVersion] = {}
    for one in line:
        found.setdefault(one.row.decision_id, one)
    return list(found.values())


def asked_for(own: Sequence[DecisionVersion], version: int | None) -> tuple[DecisionVersion, list[DecisionVersion]]:
    """Of a file's versions the one with this number, else the newest; and what else of that decision it is.

    A file is several versions of a decision when it was put back after another one.
    """
    chosen = next((one for one in own if one.row.number == version), own[0])
    return chosen, [one for one in own if one.row.decision_id == chosen.row.decision_id and one is not chosen]


def others(line: Iterable[DecisionVersion], number: int) -> list[DecisionVersion]:
    """The other files among them, one version each: what is in force first, then the newest."""
    found: dict[int, DecisionVersion] = {}
    for one in line:
        if one.row.version_id != number and (one.row.version_id not in found or one.stands == IN_FORCE):
            found[one.row.version_id] = one
    return sorted(found.values(), key=lambda one: (one.stands != IN_FORCE, -one.row.version_id))


def would_replace(
    work: Work, line: Sequence[DecisionVersion], number: int
) -> tuple[DecisionVersion, Comparison] | None:
    """What is in force in place of a file that waits for approval, and what differs; None where nothing is."""
    if all(one.stands != WAITS for one in of_file(line, number)):
        return None
    found = next((one for one in others(line, number) if one.stands == IN_FORCE), None)
    return (found, definitions.compare_decisions(work, found.row.version_id, number)) if found else None


def in_everyday_names(findings: Iterable[Finding]) -> list[Finding]:
    """The findings with names as pages write them."""
    return [replace(finding, name=sentence_case(finding.name)) for finding in findings]


def must_be_put_right(findings: Iterable[Finding]) -> bool:
    """Whether a finding keeps a file from being approved."""
    return any(finding.severity in ("error", "must-fix") for finding in findings)


def _stands(row: DecisionRow, today: date, is_replaced: bool) -> str:
    if row.valid_from > today:
        return COMING
    return REPLACED if is_replaced else IN_FORCE


def _decision(model: DecisionModel, item: Decision) -> DecisionShown:
    return DecisionShown(
        item.id,
        sentence_case(item.name or item.id),
        item.question,
        item.description,
        type_words(item.type_ref),
        tuple(_asked(model, need) for need in item.needs if need in model.inputs),
        tuple(_used(model, need) for need in (*item.needs, *item.knows) if need not in model.inputs),
        shown_box(item.box) if item.box else None,
        model.broken.get(item.id, ""),
    )


def _function(model: DecisionModel, item: Knowledge) -> DecisionShown:
    return DecisionShown(
        item.id,
        sentence_case(item.name or item.id),
        "",
        "",
        type_words(item.function.type_ref) if item.function else "",
        tuple(_parameters(item.function)),
        tuple(_used(model, need) for need in item.knows),
        shown_box(item.function.body) if item.function else None,
        model.broken.get(item.id, ""),
        is_function=True,
    )


def _service(model: DecisionModel, item: Service) -> DecisionShown:
    asked = (_asked(model, need) if need in model.inputs else _used(model, need) for need in item.inputs)
    gives = (_used(model, need) for need in item.outputs)
    name = sentence_case(item.name or item.id)
    return DecisionShown(item.id, name, "", "", "", tuple(asked), tuple(gives), None, "", is_service=True)


def _parameters(function: FunctionBox | None) -> Iterable[Need]:
    return (
        (Need(sentence_case(one.name), type=type_words(one.type_ref)) for one in function.parameters)
        if function
        else ()
    )


def _asked(model: DecisionModel, need: str) -> Need:
    item = model.inputs[need]
    kind = model.types.get(item.type_ref)
    return Need(sentence_case(item.name), "", _kind(kind) if kind else type_words(item.type_ref), _allowed(kind))


def _used(model: DecisionModel, need: str) -> Need:
    for group in (model.decisions, model.knowledge, model.services):
        if need in group:
            return Need(sentence_case(group[need].name), need)
    space, _, name = need.rpartition("#")
    other = next((one for one in model.imports.values() if one.namespace == space), None)
    return Need(f"{sentence_case(_name_in(other, name))}, of the file {other.name}" if other else name)


def _name_in(model: DecisionModel, need: str) -> str:
    for group in (model.decisions, model.knowledge, model.inputs, model.services):
        if need in group:
            return group[need].name
    return need


def _kind(item: ItemType) -> str:
    parts = ", ".join(part.name for part in item.components)
    words = f"{item.name} ({parts})" if parts else type_words(item.base) or item.name
    return f"a list of {words}" if item.is_list else words


def _allowed(item: ItemType | None) -> str:
    tests = (item.allowed or item.constraint) if item else None
    return tests.text if tests else ""


def _tables(box: Shown) -> Iterable[TableShown]:
    if isinstance(box, TableShown):
        yield box
    elif isinstance(box, Lines):
        for _, part in box.parts:
            yield from _tables(part)
