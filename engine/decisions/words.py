"""Reading the FEEL texts of a DMN file with the names of the file known, so that an error names its element."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from lxml import etree

from engine.decisions import model
from engine.decisions.xml import Unreadable, child, children, refuse, text_of
from engine.errors import Problem
from engine.feel import Expression, FeelError, UnaryTests, parse, parse_unary_tests
from engine.feel.reader import is_plain
from engine.xml import Element, line_of, local

LONGEST_CELL = 2_000
LONGEST_EXPRESSION = 20_000
MOST_HARD_NAMES = 1_000_000
"""Names hard to tell from an expression, counted once for each expression in which they may stand."""
NAMED = frozenset(
    {"inputData", "decision", "businessKnowledgeModel", "decisionService", "itemComponent", "column"}
    | {"output", "import"}
)
SCOPES = frozenset({"context", "functionDefinition", "encapsulatedLogic"})
NODES = frozenset({"decision", "businessKnowledgeModel", "itemDefinition"})


class Words:
    """The names of one file, and the readers of its texts.

    `problems` collects every text that cannot be read; `broken` says the first for each decision, function and type.
    """

    def __init__(self, root: Element, table: Callable[[Element, Words], model.Table], names: Iterable[str]) -> None:
        own = [element.get("name", "") for element in root.iter(etree.Element) if local(element) in NAMED]
        self.names = _hard([*own, *names])
        self.problems: list[Problem] = []
        self.broken: dict[str, str] = {}
        self._looked_at = 0
        self.nothing = parse("null")
        self._table = table
        self._scopes: dict[Element, frozenset[str]] = {}

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
        return f"line {line_of(element)}"

    def expression(self, element: Element) -> Expression:
        """The FEEL expression in an element; what cannot be read is a problem, and null."""
        text = self._text(element, LONGEST_EXPRESSION)
        try:
            return parse(text, self._in_sight(element))
        except FeelError as error:
            self.report(element, _unreadable(element, text, error))
            return self.nothing

    def tests(self, element: Element) -> UnaryTests | None:
        """The unary tests in an element; None when they hold for anything. What cannot be read is a problem."""
        text = self._text(element, LONGEST_CELL)
        if text in ("", "-"):
            return None
        if text in ("true", "false"):  # a test of the value, which a missing value does not pass
            return parse_unary_tests(f"? = {text}")
        try:
            return parse_unary_tests(text, self._in_sight(element))
        except FeelError as error:
            self.report(element, _unreadable(element, text, error))
            return None

    def report(self, element: Element, refusal: Unreadable) -> None:
        """Note why something cannot be read, and which decision, function or type it breaks."""
        self.problems.extend(refusal.problems)
        node = _around(element, NODES)
        if node is not None:
            self.broken.setdefault(node.get("id", "") or node.get("name", ""), refusal.message)

    def _in_sight(self, element: Element) -> frozenset[str]:
        """The names, hard to tell from an expression, that can stand in an element."""
        names = self.names
        place = _around(element, SCOPES)
        while place is not None:
            if place not in self._scopes:
                self._scopes[place] = _hard(
                    found.get("name", "") for found in (*children(place, "formalParameter"), *_variables(place))
                )
            names |= self._scopes[place]
            place = _around(place.getparent(), SCOPES)
        self._looked_at += len(names)
        if self._looked_at > MOST_HARD_NAMES:
            raise refuse(
                "The file has too many names with signs or words of the language in them. Rename them, or split it."
            )
        return names

    def list_of(self, element: Element) -> Expression | None:
        """The listed values in an element, as a list expression; None when they are no plain list (ranges, say)."""
        text = self._text(element, LONGEST_EXPRESSION)
        try:
            return parse(f"[{text}]", self._in_sight(element)) if text else None
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


def _hard(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in names if name and not is_plain(name))


def _variables(place: Element) -> Iterator[Element]:
    for entry in children(place, "contextEntry"):
        yield from children(entry, "variable")


def _around(element: Element | None, names: frozenset[str]) -> Element | None:
    """The element itself, or the nearest one around it, with one of these names."""
    while element is not None and local(element) not in names:
        element = element.getparent()
    return element


def _unreadable(element: Element, text: str, error: FeelError) -> Unreadable:
    named = element
    while not named.get("id") and (parent := named.getparent()) is not None:
        named = parent
    plain = refuse(f"‘{text[:80]}’ cannot be read: {error.message}", named)
    placed = (replace(one, position=error.position, excerpt=error.excerpt) for one in plain.problems)
    return Unreadable(plain.message, tuple(placed))


def described(element: Element) -> str:
    """What the `description` child of an element says."""
    found = child(element, "description")
    return "" if found is None else " ".join((found.text or "").split())
