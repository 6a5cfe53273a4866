"""The XML of decision models: what a DMN file looks like, over the hardened reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from engine.errors import Refused
from engine.xml import Element, Limits, line_of, local, namespace, read_xml, refusal

LIMITS = Limits(bytes=2_000_000, depth=80, elements=100_000, attribute_length=20_000, text_length=100_000)
_DMN = re.compile(r"https?://www\.omg\.org/spec/DMN/\d{8}(/.*)?")


class Unreadable(Refused):
    """The file is not a decision model that can be read. Nothing was stored."""


def parse(data: bytes) -> Element:
    """The root element of a DMN file.

    Raises TooLarge above 2 MB, and Unreadable with one sentence (and the line, where there is one) otherwise.
    """
    root = read_xml(data, LIMITS, Unreadable)
    if local(root) != "definitions" or not _DMN.fullmatch(namespace(root)):
        raise refuse(
            f"This is not a DMN model: the file starts with <{local(root)[:60]}>. Export it as DMN 1.1 to 1.5."
        )
    return root


def refuse(message: str, element: Element | None = None) -> Unreadable:
    """The refusal, at an element (by id, else by line) or of the whole file."""
    if element is None:
        return refusal(Unreadable, message)
    return refusal(Unreadable, message, line=line_of(element), where=element.get("id") or "")


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
