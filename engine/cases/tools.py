"""What the workflow engine may ask of the rest of the product while it advances a case: decisions and working time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine import decisions, definitions, sla
from engine.audit import Entry
from engine.bpmn import Tools
from engine.clock import day_of, on_the_wall
from engine.errors import Refused
from engine.store import Work


@dataclass(frozen=True, slots=True)
class Toolbox:
    """The tools for one action on one case. `entries` collects the decisions taken, for the audit trail."""

    tools: Tools
    entries: list[Entry] = field(default_factory=list)


def toolbox(work: Work, *, case_id: int | None) -> Toolbox:
    """Tools that decide by today's decision versions and count working time on the default calendar."""
    entries: list[Entry] = []

    def decide(reference: str, data: Mapping[str, object]) -> object:
        version_id, model = definitions.decision_for(work, reference, day_of(work.now))
        decided = decisions.evaluate(model, reference, data, now=on_the_wall(work.now))
        if decided.result is None and decided.notes:
            raise Refused(f"The decision {reference} gave no result: {decided.notes[0]}")
        rules = [f"{hit.table} rule {hit.index}" for hit in decided.rules]
        named = model.decisions.get(reference) or model.services.get(reference)
        facts: dict[str, object] = {
            "decision": reference,
            "version": version_id,
            "rules": rules,
            "name": named.name if named else "",
        }
        if decided.no_rules:
            facts["no_rule"] = [{"decision": one.decision, "default": one.is_default} for one in decided.no_rules]
        if model.imports:
            facts["imported"] = list(definitions.imported_versions(work, version_id, day_of(work.now)))
        entries.append(
            Entry("case:decision:made", by=None, subject=("decision", version_id), case_id=case_id, facts=facts)
        )
        return decided.result

    functions: dict[str, Callable[..., object]] = {
        "due after": lambda target: sla.promise(work, target=str(target), calendar=sla.DEFAULT_CALENDAR, start=work.now)
    }
    return Toolbox(Tools(decide=decide, functions=functions), entries)
