"""Marks inside a BPMN file: read from `bpr:` elements and attributes, and merged into the original file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.bpmn import BPR, SETTINGS, Source
from engine.bpmn.model import STEP_KINDS
from engine.definitions.finding import WARNING, Finding
from engine.definitions.mark import BOOLEANS, FIELDS, Mark, as_texts, changed
from engine.xml import line_of

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_MARK = f"{{{BPR}}}mark"
_EXTENSIONS = f"{{{_BPMN}}}extensionElements"
_DOCUMENTATION = f"{{{_BPMN}}}documentation"
_MARKED = tuple(f"{{{_BPMN}}}{kind}" for kind in sorted({*STEP_KINDS, "process"}))
"""Steps, and the process itself, whose mark holds the target of a whole case."""


def xml_name(name: str) -> str:
    """A mark's value as XML calls it: `once_and_done` is `onceAndDone`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


_XML_NAMES = {xml_name(name): name for name in FIELDS}


@dataclass(frozen=True, slots=True)
class MarksInFile:
    """The marks a file carries: element id -> all values as text. What could not be read is a finding instead."""

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def read_marks(source: Source) -> MarksInFile:
    """The marks in a file: each states a whole mark. `bpr:` attributes of a step stand in for what is left out."""
    values: dict[str, Mapping[str, str]] = {}
    findings: list[Finding] = []
    for element in source.root.iter(*_MARKED):
        given = _given(element)
        if not given:
            continue
        problems = [(name, f"{name!r} is not a value of a mark.") for name in given if name not in _XML_NAMES]
        whole = as_texts(Mark("")) | {_XML_NAMES[name]: text for name, text in given.items() if name in _XML_NAMES}
        mark, wrong = changed(Mark(""), whole)
        problems += [(xml_name(problem.where), problem.message) for problem in wrong]
        findings.extend(_finding(element, name, message) for name, message in problems)
        if not problems:
            values[element.get("id", "")] = as_texts(mark)
    return MarksInFile(values, tuple(findings))


def merge_marks(data: bytes, marks: Mapping[str, Mark]) -> bytes:
    """The file with these marks (by element id) in place of those it carried; all else stays as it was.

    `data` has been read by `engine.bpmn.read` before, so it is well-formed and has no DOCTYPE.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    tree = etree.ElementTree(etree.fromstring(data, parser))
    for element in tree.iter(*_MARKED):
        _strip(element)
        mark = marks.get(element.get("id", ""))
        if mark is not None:
            _add(element, mark)
    written = etree.tostring(tree, xml_declaration=True, encoding=tree.docinfo.encoding or "UTF-8")
    return bytes(written) if isinstance(written, bytes) else written.encode()


def _given(element: etree._Element) -> dict[str, str]:
    """What the step says in the namespace of marks: XML name -> text."""
    given = {
        etree.QName(name).localname: str(value)
        for name, value in element.attrib.items()
        if str(name).startswith(f"{{{BPR}}}") and name not in SETTINGS
    }
    for mark in element.iterfind(f"{_EXTENSIONS}/{_MARK}"):
        given |= {str(name): str(value) for name, value in mark.attrib.items() if not str(name).startswith("{")}
    return given


def _finding(element: etree._Element, name: str, message: str) -> Finding:
    return Finding(
        rule="mark-unreadable",
        severity=WARNING,
        element=element.get("id", ""),
        name=element.get("name", ""),
        line=line_of(element),
        message=f"The step's mark is left out, because of {name}: {message}",
    )


def _strip(element: etree._Element) -> None:
    for name in [name for name in element.attrib if str(name).startswith(f"{{{BPR}}}")]:
        if name not in SETTINGS:
            del element.attrib[name]
    for extensions in element.findall(_EXTENSIONS):
        ours = list(extensions.iterchildren(f"{{{BPR}}}*"))
        for child in ours:
            _remove(child)
        if ours and len(extensions) == 0 and not (extensions.text or "").strip() and not extensions.attrib:
            _remove(extensions)


def _remove(child: etree._Element) -> None:
    """Take an element out, with the white space that led to it."""
    parent = child.getparent()
    if parent is None:
        return
    before = child.getprevious()
    if before is not None:
        before.tail = child.tail
    else:
        parent.text = child.tail if len(parent) > 1 else None
    parent.remove(child)


def _add(element: etree._Element, mark: Mark) -> None:
    extensions = element.find(_EXTENSIONS)
    if extensions is None:
        extensions = etree.Element(_EXTENSIONS)
        _insert(element, len(element.findall(_DOCUMENTATION)), extensions)
    ours = etree.Element(_MARK, nsmap={"bpr": BPR})
    for name, text in _to_write(mark):
        ours.set(xml_name(name), text)
    _insert(extensions, len(extensions), ours)


def _insert(parent: etree._Element, place: int, child: etree._Element) -> None:
    """Put a child in, with the white space its neighbours have."""
    if place:
        child.tail = parent[place - 1].tail
        parent[place - 1].tail = parent.text
    else:
        child.tail = parent.text
    parent.insert(place, child)


def _to_write(mark: Mark) -> Iterator[tuple[str, str]]:
    blank = Mark(mark.step_key).values()
    for name, text in as_texts(mark).items():
        if name in BOOLEANS and text in ("yes", "no") and mark.values()[name] != blank[name]:
            yield name, "true"
        elif mark.values()[name] != blank[name]:
            yield name, text
