"""The report of a translation: one line for every change."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from engine.bpmn.words import spoken


@dataclass(frozen=True, slots=True)
class Change:
    """One change made while importing: which rule, to which element, and in plain words what and why.

    `blocks_live`: the change may alter what the author meant, so the model stays a walk-through until it is fixed.
    """

    rule: str
    element: str
    name: str
    message: str
    blocks_live: bool = True


@dataclass(slots=True)
class Report:
    """Collects changes in the order they are made."""

    changes: list[Change] = field(default_factory=list)

    def add(self, rule: str, element: etree._Element, message: str, *, blocks_live: bool = True) -> None:
        """Note a change to an element of the drawing."""
        self.changes.append(Change(rule, element.get("id") or "", spoken(element.get("name")), message, blocks_live))

    def harmless(self, rule: str, element: etree._Element, message: str) -> None:
        """Note a change that keeps the author's meaning."""
        self.add(rule, element, message, blocks_live=False)
