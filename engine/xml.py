"""Bytes -> XML tree, hardened: no DTD, no entities, no network, and caps on everything that can grow.

The one reader of uploaded XML. What the tree means is for the rooms to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from engine.errors import Problem, Refused, TooLarge

Element = etree._Element
Kind = TypeVar("Kind", bound=Refused)

PIECE = 65_536
ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "windows-1252",
    "cp1252": "windows-1252",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
"""Encodings that real tools write, as a file declares them -> the codec that reads them."""

_DECLARATION = re.compile(r"^\s*<\?xml\s[^>]{0,200}\?>")
_DECLARED = re.compile(rb"^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_PROLOG = re.compile(r"\s*(?:<!--.*?-->|<\?.*?\?>)", re.DOTALL)
_PLACE = re.compile(r"(?:, line \d+, column \d+.*| \(<string>.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold. `attribute_length` and `text_length` are characters of one attribute, one element."""

    bytes: int
    depth: int
    elements: int
    attribute_length: int
    text_length: int
    attributes: int = 300
    namespaces: int = 50


def read_xml(data: bytes, limits: Limits, unreadable: type[Refused]) -> Element:
    """The root element of a file, without comments and processing instructions.

    Raises TooLarge above `limits.bytes`, and `unreadable` with one sentence (and the line, where there is one) for
    anything else that is not well-formed, not taken, or more than `limits`.
    """
    if len(data) > limits.bytes:
        raise TooLarge(f"The file has {len(data):,} bytes; it may have at most {limits.bytes:,}.")
    text = _decode(data, unreadable)
    _refuse_doctype(text, unreadable)
    return _parse(text.encode("utf-8"), limits, unreadable)


def refusal(unreadable: type[Kind], message: str, *, line: int | None = None, where: str = "") -> Kind:
    """The refusal at `where` (an element's id), else at a line, else of the whole file."""
    sentence = f"{message[:-1]} (line {line})." if line else message
    return unreadable(sentence, (Problem(where or (f"line {line}" if line else "file"), message, line or 0),))


def local(element: Element) -> str:
    """The tag of an element without its namespace, whatever the namespace; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """The namespace of an element; empty when it has none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def line_of(element: Element) -> int:
    """The line an element starts in; 0 for one that was added."""
    line = element.sourceline
    return line if isinstance(line, int) else 0


def _decode(data: bytes, unreadable: type[Refused]) -> str:
    if not data.strip():
        raise refusal(unreadable, "The file is empty.")
    if data.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise refusal(unreadable, "The file is a compressed archive. Unpack it and upload the file in it.")
    codec = _codec(data, unreadable)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refusal(unreadable, f"The file is not written in {codec}, as it says it is.", line=line) from None
    text = _DECLARATION.sub(lambda found: "\n" * found.group().count("\n"), text.removeprefix("\ufeff"), count=1)
    if not text.lstrip().startswith("<"):
        raise refusal(
            unreadable, "The file is not XML: it does not start with '<'. Export it again from the modelling tool."
        )
    return text


def _codec(data: bytes, unreadable: type[Refused]) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    declared = _DECLARED.match(data)
    name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    codec = ENCODINGS.get(name)
    if codec is None or codec.startswith("utf-16"):
        message = f"The file says it is written in {name[:40]}, which cannot be read. Save it as UTF-8."
        raise refusal(unreadable, message, line=1)
    return codec


def _refuse_doctype(text: str, unreadable: type[Refused]) -> None:
    place = 0
    while found := _PROLOG.match(text, place):
        place = found.end()
    if text[place:].lstrip()[:9].upper() == "<!DOCTYPE":
        message = "The file has a DOCTYPE, which is not taken. Remove the line that starts with '<!DOCTYPE'."
        raise refusal(unreadable, message, line=text[:place].count("\n") + 1)


def _parse(data: bytes, limits: Limits, unreadable: type[Refused]) -> Element:
    parser = etree.XMLPullParser(
        events=("start", "end", "start-ns"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_pis=True,
        remove_comments=True,
    )
    counter = _Counter(limits, unreadable)
    try:
        for start in range(0, len(data), PIECE):
            parser.feed(data[start : start + PIECE])
            counter.count(parser)
        root = parser.close()
        counter.count(parser)
    except etree.XMLSyntaxError as error:
        reason = _PLACE.sub("", error.msg or "the text ends too early").partition("\n")[0]  # then it quotes the file
        message = f"The file is not well-formed XML: {reason[:200].rstrip('.')}."
        raise refusal(unreadable, message, line=error.lineno) from None
    return root


class _Counter:
    """Counts what the parser has seen and refuses as soon as a limit is passed."""

    def __init__(self, limits: Limits, unreadable: type[Refused]) -> None:
        self.limits = limits
        self.unreadable = unreadable
        self.depth = self.elements = 0
        self.namespaces: set[str] = set()

    def count(self, parser: etree.XMLPullParser) -> None:
        for event, found in parser.read_events():
            if isinstance(found, tuple):
                self.namespaces.add(str(found[1]))
                self._check(len(self.namespaces), self.limits.namespaces, "namespaces", None)
            elif found is not None and event == "start":
                self._start(found)
            elif found is not None:
                self.depth -= 1
                length = len(found.text or "")
                self._check(length, self.limits.text_length, "characters of text in one element", found)

    def _start(self, element: Element) -> None:
        self.depth += 1
        self.elements += 1
        self._check(self.depth, self.limits.depth, "levels of nesting", element)
        self._check(self.elements, self.limits.elements, "elements", element)
        self._check(len(element.attrib), self.limits.attributes, "attributes on one element", element)
        longest = max((len(value) for value in element.attrib.values()), default=0)
        self._check(longest, self.limits.attribute_length, "characters in one attribute", element)

    def _check(self, found: int, limit: int, what: str, element: Element | None) -> None:
        if found > limit:
            line = None if element is None else line_of(element)
            raise refusal(self.unreadable, f"The file has more than {limit:,} {what}.", line=line)
