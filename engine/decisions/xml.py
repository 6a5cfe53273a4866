"""Bytes -> XML tree, hardened: no DTD, no entities, no network, and caps on size, depth and elements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from engine.errors import Problem, Refused, TooLarge

MAX_BYTES = 2_000_000
MAX_DEPTH = 80
MAX_ELEMENTS = 100_000
PIECE = 65_536
_DMN = re.compile(r"https?://www\.omg\.org/spec/DMN/\d{8}(/.*)?")
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s*(?:<!--.*?-->|<\?.*?\?>))*\s*", re.DOTALL)
_PLACE = re.compile(r"(?:, line \d+, column \d+.*| \(<string>.*)$", re.DOTALL)

Element = etree._Element


class Unreadable(Refused):
    """The file is not a decision model that can be read. Nothing was stored."""


def parse(data: bytes) -> Element:
    """The root element of a DMN file.

    Raises TooLarge above 2 MB, and Unreadable with one sentence (and the line, where there is one) otherwise.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge(f"The file has {len(data):,} bytes; a decision model may have at most {MAX_BYTES:,}.")
    if not data.strip():
        raise refuse("The file is empty.")
    prolog = _PROLOG.match(data)
    start = prolog.end() if prolog else 0
    if data[start : start + 9].upper() == b"<!DOCTYPE" or b"<!ENTITY" in data:
        raise refuse("The file has a DOCTYPE, which is not taken. Remove the line that starts with '<!DOCTYPE'.")
    root = _feed(data)
    if local(root) != "definitions" or not _DMN.fullmatch(etree.QName(root).namespace or ""):
        raise refuse(
            f"This is not a DMN model: the file starts with <{local(root)[:60]}>. Export it as DMN 1.1 to 1.5."
        )
    return root


def refuse(message: str, element: Element | None = None, line: int | None = None) -> Unreadable:
    """The refusal, at an element (by id, else by line) or at a line."""
    identifier = None
    if element is not None:
        identifier = element.get("id")
        line = _line(element)
    where = identifier or (f"line {line}" if line else "file")
    return Unreadable(f"{message[:-1]} (line {line})." if line else message, (Problem(where, message),))


def _line(element: Element) -> int | None:
    line = element.sourceline
    return line if isinstance(line, int) else None


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children with one of these names, in the order of the file; with no name, all that are of DMN."""
    space = etree.QName(element).namespace
    for child in element.iterchildren(etree.Element):
        tag = etree.QName(child)
        if tag.namespace == space and (not names or tag.localname in names):
            yield child


def child(element: Element, *names: str) -> Element | None:
    """The first child with one of these names."""
    return next(children(element, *names), None)


def text_of(element: Element | None) -> str:
    """What stands in the `text` child of an expression, stripped."""
    inner = None if element is None else child(element, "text")
    return "" if inner is None else (inner.text or "").strip()


def _feed(data: bytes) -> Element:
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_pis=True,
        remove_comments=True,
    )
    counter = _Counter()
    try:
        for start in range(0, len(data), PIECE):
            parser.feed(data[start : start + PIECE])
            counter.count(parser)
        root = parser.close()
        counter.count(parser)
    except etree.XMLSyntaxError as error:
        reason = _PLACE.sub("", error.msg or "the text ends too early")
        raise refuse(f"The file is not well-formed XML: {reason[:200].rstrip('.')}.", line=error.lineno) from None
    return root


class _Counter:
    """Counts what the parser has seen and refuses as soon as a limit is passed."""

    def __init__(self) -> None:
        self.depth = self.elements = 0

    def count(self, parser: etree.XMLPullParser) -> None:
        for event, _ in parser.read_events():
            self.depth += 1 if event == "start" else -1
            self.elements += event == "start"
            if self.depth > MAX_DEPTH or self.elements > MAX_ELEMENTS:
                raise refuse("The file is nested too deeply or has too many elements. Split it in two.")
