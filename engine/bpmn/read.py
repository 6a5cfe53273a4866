"""Bytes -> XML tree, hardened: no DTD, no entities, no network, and caps on everything that can grow.

The limits are far above any real drawing (the largest of 16,000 public models has 217 flow nodes) and far below
what would hurt: a chain of a thousand steps with its diagram passes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from engine.bpmn.failures import Unreadable
from engine.bpmn.words import BPMN, FLOW_NODES, bpmn, line_of, local, name_of, namespace
from engine.errors import Problem, TooLarge

MAX_BYTES = 2_000_000
MAX_DEPTH = 60
MAX_ELEMENTS = 40_000
MAX_NODES = 2_500
MAX_FLOWS = 4_000
MAX_ATTRIBUTES = 300
MAX_NAMESPACES = 50
MAX_ATTRIBUTE_LENGTH = 4_000
MAX_TEXT_LENGTH = 20_000
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

UNIQUE = FLOW_NODES | {"process", "sequenceFlow"}
"""Elements whose ids must differ: with two alike, nobody could say where a flow leads."""

_DECLARATION = re.compile(r"^\s*<\?xml\s[^>]{0,200}\?>")
_DECLARED = re.compile(rb"^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_PROLOG = re.compile(r"\s*(?:<!--.*?-->|<\?.*?\?>)", re.DOTALL)
_PLACE = re.compile(r"(?:, line \d+, column \d+.*| \(<string>.*)$", re.DOTALL)
_ID = re.compile(r"[\w{(][\w.\-{}()$@+]*")


@dataclass(frozen=True, slots=True)
class Source:
    """A model as it was read: the bytes as they came, and the tree."""

    root: etree._Element
    data: bytes


def read(data: bytes) -> Source:
    """Read a BPMN 2.0 file.

    Raises TooLarge above 2 MB, and Unreadable with one sentence (and the line, where there is one) otherwise.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge(f"The file has {len(data):,} bytes; a model may have at most {MAX_BYTES:,}.")
    text = _decode(data)
    _refuse_doctype(text)
    root = _parse(text.encode("utf-8"), MAX_ELEMENTS)
    _check_root(root)
    _check_ids(root)
    _check_size(root)
    return Source(root=root, data=data)


def read_translated(data: bytes) -> Source:
    """Read what `translate` wrote: it may be larger than an upload, for what was added to it."""
    text = _decode(data)
    _refuse_doctype(text)
    root = _parse(text.encode("utf-8"), MAX_ELEMENTS * 10)
    _check_root(root)
    return Source(root=root, data=data)


def _refuse(message: str, line: int | None = None) -> Unreadable:
    where = f"line {line}" if line else "file"
    sentence = f"{message[:-1]} (line {line})." if line else message
    return Unreadable(sentence, (Problem(where, message),))


def _decode(data: bytes) -> str:
    if not data.strip():
        raise _refuse("The file is empty.")
    if data.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise _refuse("The file is a compressed archive. Unpack it and upload the .bpmn file in it.")
    codec = _codec(data)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refuse(f"The file is not written in {codec}, as it says it is.", line) from None
    text = _DECLARATION.sub(lambda found: "\n" * found.group().count("\n"), text.removeprefix("\ufeff"), count=1)
    if not text.lstrip().startswith("<"):
        raise _refuse("The file is not XML: it does not start with '<'. Export the model as BPMN 2.0 (.bpmn or .xml).")
    return text


def _codec(data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    declared = _DECLARED.match(data)
    name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    codec = ENCODINGS.get(name)
    if codec is None or codec.startswith("utf-16"):
        raise _refuse(f"The file says it is written in {name[:40]}, which cannot be read. Save it as UTF-8.", 1)
    return codec


def _refuse_doctype(text: str) -> None:
    place = 0
    while found := _PROLOG.match(text, place):
        place = found.end()
    if text[place:].lstrip()[:9].upper() == "<!DOCTYPE":
        line = text[:place].count("\n") + 1
        raise _refuse("The file has a DOCTYPE, which is not taken. Remove the line that starts with '<!DOCTYPE'.", line)


def _parse(data: bytes, most: int) -> etree._Element:
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
    counter = _Counter(most)
    try:
        for start in range(0, len(data), PIECE):
            parser.feed(data[start : start + PIECE])
            counter.count(parser)
        root = parser.close()
        counter.count(parser)
    except etree.XMLSyntaxError as error:
        reason = _PLACE.sub("", error.msg or "the text ends too early")
        raise _refuse(f"The file is not well-formed XML: {reason[:200].rstrip('.')}.", error.lineno) from None
    return root


class _Counter:
    """Counts what the parser has seen and refuses as soon as a limit is passed."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.depth = self.elements = 0
        self.namespaces: set[str] = set()

    def count(self, parser: etree.XMLPullParser) -> None:
        for event, found in parser.read_events():
            if isinstance(found, tuple):
                self.namespaces.add(str(found[1]))
                _limit(len(self.namespaces), MAX_NAMESPACES, "namespaces", None)
            elif found is not None and event == "start":
                self._start(found)
            elif found is not None:
                self.depth -= 1
                _limit(len(found.text or ""), MAX_TEXT_LENGTH, "characters of text in one element", found)

    def _start(self, element: etree._Element) -> None:
        self.depth += 1
        self.elements += 1
        _limit(self.depth, MAX_DEPTH, "levels of nesting", element)
        _limit(self.elements, self.most, "elements", element)
        _limit(len(element.attrib), MAX_ATTRIBUTES, "attributes on one element", element)
        longest = max((len(value) for value in element.attrib.values()), default=0)
        _limit(longest, MAX_ATTRIBUTE_LENGTH, "characters in one attribute", element)


def _limit(found: int, limit: int, what: str, element: etree._Element | None) -> None:
    if found > limit:
        line = None if element is None else line_of(element)
        raise _refuse(f"The file has more than {limit:,} {what}.", line)


OTHERS = {
    "DMN": "This is a DMN file (decisions), not a BPMN model. Upload it under decisions.",
    "XPDL": "This is an XPDL file, not a BPMN 2.0 model. Export the model as BPMN 2.0.",
    "CMMN": "This is a CMMN file (case management), not a BPMN 2.0 model.",
}


def _check_root(root: etree._Element) -> None:
    if root.tag == bpmn("definitions"):
        return
    uri = namespace(root)
    for word, message in OTHERS.items():
        if word in uri.upper():
            raise _refuse(message, line_of(root))
    raise _refuse(
        f"This is not a BPMN 2.0 model: the file starts with <{local(root)[:60]}> "
        f"where <definitions> of {BPMN} is needed. Export the model as BPMN 2.0.",
        line_of(root),
    )


def _check_ids(root: etree._Element) -> None:
    seen: dict[str, int] = {}
    for element in root.iter(etree.Element):
        identifier = element.get("id")
        if identifier is None or name_of(element) not in UNIQUE:
            continue
        line = line_of(element)
        if not _ID.fullmatch(identifier) or len(identifier) > 255:
            raise _refuse(f"The id '{identifier[:60]}' may not be used: letters, digits, . _ - only.", line)
        if identifier in seen:
            first = seen[identifier]
            raise _refuse(f"The id '{identifier[:60]}' is used twice (first in line {first}). Give each its own.", line)
        seen[identifier] = line


def _check_size(root: etree._Element) -> None:
    names = [name_of(element) for element in root.iter(etree.Element)]
    _limit(sum(name in FLOW_NODES for name in names), MAX_NODES, "steps, gateways and events", None)
    _limit(names.count("sequenceFlow"), MAX_FLOWS, "flows", None)
