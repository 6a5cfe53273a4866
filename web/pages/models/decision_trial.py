"""Trying a decision or a service: what it asks and what comes of it: outcome, the rules that hold, and why in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine import decisions
from engine.decisions import Decided, DecisionModel
from engine.decisions.model import Table
from engine.errors import EngineError
from engine.feel import FeelError
from web.pages.models.decision_boxes import RulesByTable, by_table
from web.pages.models.decision_questions import STRUCTURE, Asked, answers, questions, read
from web.wording import sentence_case


@dataclass(frozen=True, slots=True)
class Trial:
    """A decision tried: what it was given, and either what came of it or why nothing did.

    `parts` are the outcome's, where it has several with names. `told` is what the rules say to the customer; `why` has
    a sentence for each rule that counted, for staff;
    `holding` are the rules that hold, by table; `where` shows the place of a mistake under the text it is in.
    """

    decision: str
    asked: tuple[Asked, ...]
    done: bool = False
    result: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    holding: RulesByTable = field(default_factory=dict)
    problem: str = ""
    where: str = ""

    @property
    def wrong(self) -> tuple[Asked, ...]:
        """What could not be read."""
        return tuple(one for one in self.asked if one.problem)

    @property
    def is_long(self) -> bool:
        """Whether an address is too short for what may be given."""
        return any(one.kind == STRUCTURE for one in self.asked)


def trial(model: DecisionModel, decision: str, given: Mapping[str, str], *, now: datetime, run: bool) -> Trial:
    """The form of a trial, filled with what was given by field; and, when it is to `run`, what came of it."""
    chosen = decision if decision in labels(model) else next(iter(model.decisions), "")
    found = [read(one, given) for one in questions(model, chosen)]
    empty = Trial(chosen, tuple(asked for asked, _ in found))
    if not run or empty.wrong:
        return empty
    try:
        return _decided(empty, model, decisions.evaluate(model, chosen, answers(found), now=now))
    except EngineError as error:
        return replace(empty, problem=error.message, where=error.excerpt if isinstance(error, FeelError) else "")


def _decided(empty: Trial, model: DecisionModel, decided: Decided) -> Trial:
    why = decisions.explain(model, decided)
    return replace(
        empty,
        done=True,
        result=decisions.in_words(decided.value),
        parts=tuple(_parts(model, empty.decision, decided)),
        told=decisions.told(model, decided),
        why=why[: len(decided.rules)],
        notes=decided.notes,
        holding=by_table((hit.table, hit.index) for hit in decided.rules),
    )


def _parts(model: DecisionModel, chosen: str, decided: Decided) -> Iterator[tuple[str, str]]:
    """The parts of an outcome under the labels of their columns, if it has them; of a service, its decisions."""
    service = model.services.get(chosen)
    outputs = service.outputs if service else (chosen,)
    decision = model.decisions.get(outputs[0]) if len(outputs) == 1 else None
    box, value = decision.box if decision else None, decided.value
    called = {one.name: decisions.called(one) for one in box.outputs} if isinstance(box, Table) else {}
    if isinstance(value, dict):
        for name, one in value.items():
            yield sentence_case(called.get(str(name), str(name))), decisions.in_words(one)


def labels(model: DecisionModel) -> dict[str, str]:
    """The names of the decisions and decision services of a file by id, to choose from."""
    offered = {key: f"{sentence_case(one.name or key)} (decision service)" for key, one in model.services.items()}
    made = {key: sentence_case(one.name or key) for key, one in model.decisions.items()}
    return made | {key: words for key, words in offered.items() if key not in made}
