"""What the import changed in the meaning of a model, as findings, each cause told once. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from engine.bpmn import Change
from engine.bpmn.model import Element, Model
from engine.definitions.advising import add_question
from engine.definitions.finding import ERROR, MUST_FIX, Finding, Thing, called
from engine.definitions.graph import outgoing
from engine.definitions.names import known_names, unknown_names

_CHOICE = "choice"
_REPLACED = "condition-replaced"
_UNKNOWN = "name-unknown"


def told_once(findings: Sequence[Finding], changes: Iterable[Change], drawn: Model) -> list[Finding]:
    """The findings of the rules, with one for each element whose meaning the import changed and no rule asks to settle.

    A choice for which people stand in because its conditions ask for names that nothing gives is one finding: neither
    its conditions nor their names are told beside it. Changes to what the import itself added follow from others, and
    are told only when there is nothing else to tell.
    """
    blocking = [change for change in changes if change.blocks_live]
    if not blocking:
        return list(findings)
    settled = {finding.element for finding in findings if finding.severity in (ERROR, MUST_FIX)}
    replaced = {change.element for change in blocking if change.rule == _REPLACED}
    silent = settled | _of_choices(drawn, {*_chosen(blocking), *settled}) | _choosing(drawn, settled)
    lines, known = {thing.id: thing.line for thing in _things(drawn)}, known_names(drawn) or frozenset()
    told = [_finding(change, drawn, lines, known) for change in blocking if change.element not in silent]
    of_the_file = [finding for finding in told if finding.element in lines]
    left = [finding for finding in findings if finding.rule != _UNKNOWN or finding.element not in replaced]
    return [*left, *(of_the_file if of_the_file or settled else told)]


def _chosen(changes: Iterable[Change]) -> Iterator[str]:
    """The choices for which people stand in."""
    return (change.element for change in changes if change.rule == _CHOICE)


def _of_choices(drawn: Model, choices: Iterable[str]) -> set[str]:
    """The ways out of these choices."""
    found = (drawn.elements[choice] for choice in choices if choice in drawn.elements)
    return {flow.id for choice in found for flow in outgoing(drawn, choice)}


def _choosing(drawn: Model, ways: Iterable[str]) -> set[str]:
    """The choices that these are ways out of."""
    return {drawn.flows[way].source for way in ways if way in drawn.flows}


def _finding(change: Change, drawn: Model, lines: Mapping[str, int], known: frozenset[str]) -> Finding:
    finding = Finding(
        "changed-in-import", MUST_FIX, change.element, change.name, lines.get(change.element, 0), change.message
    )
    choice = drawn.elements.get(change.element) if change.rule == _CHOICE else None
    missing = _missing(drawn, choice, known) if choice else []
    if not choice or not missing:
        return finding
    names = " and ".join(f"“{name}”" for name in missing)
    says = (
        f"The choice {called(choice)} asks for {names}, which nothing in this model gives; until then, people choose."
    )
    return replace(finding, message=f"{says} {add_question(drawn, choice, missing)}")


def _missing(drawn: Model, choice: Element, known: frozenset[str]) -> list[str]:
    """The names that the conditions of a choice ask for and nothing gives."""
    return sorted({name for flow in outgoing(drawn, choice) for name in unknown_names(flow.condition, known)})


def _things(drawn: Model) -> list[Thing]:
    return [*drawn.processes, *drawn.elements.values(), *drawn.flows.values()]
