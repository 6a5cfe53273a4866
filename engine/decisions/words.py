"""Reading the FEEL texts of a DMN file with the names of the file known, so that an error names its element."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from engine.decisions import model
from engine.decisions.xml import Element, child, local, refuse, text_of
from engine.feel import Expression, FeelError, UnaryTests, parse, parse_unary_tests

LONGEST_CELL = 2_000
LONGEST_EXPRESSION = 20_000
NAMED = frozenset(
    {
        "variable",
        "inputData",
        "decision",
        "businessKnowledgeModel",
        "decisionService",
        "formalParameter",
        "itemComponent",
    }
    | {"column", "output", "parameter", "import"}
)


class Words:
    """The names of one file, and the readers of its texts."""

    def __init__(self, root: Element, table: Callable[[Element, Words], model.Table], names: frozenset[str]) -> None:
        own = {element.get("name", "") for element in root.iter(etree.Element) if local(element) in NAMED}
        self.names = frozenset(own | names) - {""}
        self._table = table
        self.nothing = parse("null")

    def table(self, element: Element) -> model.Table:
        """The decision table at an element."""
        return self._table(element, self)

    @staticmethod
    def where(element: Element) -> str:
        """The id of an element, or of the nearest one around it that has one."""
        place: Element | None = element
        while place is not None:
            if identifier := place.get("id"):
                return identifier
            place = place.getparent()
        return f"line {element.sourceline}"

    def expression(self, element: Element) -> Expression:
        """The FEEL expression in an element. Raises Unreadable, naming the element, when it cannot be read."""
        text = self._text(element, LONGEST_EXPRESSION)
        try:
            return parse(text, self.names)
        except FeelError as error:
            raise self._unreadable(element, text, error) from None

    def tests(self, element: Element) -> UnaryTests | None:
        """The unary tests in an element; None when they hold for anything. Raises Unreadable."""
        text = self._text(element, LONGEST_CELL)
        if text in ("", "-"):
            return None
        try:
            return parse_unary_tests(text, self.names)
        except FeelError as error:
            raise self._unreadable(element, text, error) from None

    def list_of(self, element: Element) -> Expression | None:
        """The listed values in an element, as a list expression; None when they are no plain list (ranges, say)."""
        text = self._text(element, LONGEST_EXPRESSION)
        try:
            return parse(f"[{text}]", self.names) if text else None
        except FeelError:
            return None

    def _text(self, element: Element, longest: int) -> str:
        language = self._language(element)
        if language and "feel" not in language.lower():
            raise refuse(f"This is written in {language[:60]}, which is never run. Write it in FEEL.", element)
        text = text_of(element)
        if len(text) > longest:
            raise refuse(f"The text is {len(text)} characters long; at most {longest} are taken. Shorten it.", element)
        return text

    @staticmethod
    def _language(element: Element) -> str:
        """The language an expression is written in: its own, else that of the file; empty means FEEL."""
        place: Element | None = element
        while place is not None:
            if language := place.get("expressionLanguage"):
                return language
            place = place.getparent()
        return ""

    @staticmethod
    def _unreadable(element: Element, text: str, error: FeelError) -> Exception:
        named = element if element.get("id") or element.getparent() is None else _nearest(element)
        return refuse(f"‘{text[:80]}’ cannot be read: {error.message}", named)


def _nearest(element: Element) -> Element:
    """The element itself, or the nearest one around it that has an id."""
    place: Element | None = element
    while place is not None and not place.get("id"):
        place = place.getparent()
    return element if place is None else place


def described(element: Element) -> str:
    """What the `description` child of an element says."""
    found = child(element, "description")
    return "" if found is None else " ".join((found.text or "").split())
