"""What a call activity asks of a process that is not in its file: which version, and what data go in and come out.

Read from the vocabularies of the tools that draw it. Camunda 7 names the version in attributes (`calledElementBinding`,
`calledElementVersion`, `calledElementVersionTag`) and data in `in` and `out`; Camunda 8 in `calledElement` and
`ioMapping`. A call that says nothing of data gives all that its case knows, and takes all that comes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from engine.bpmn.mappings import NAME, Pair, UnreadableMapping, checked, extension, mapped, text_or_expression
from engine.bpmn.model import Job
from engine.bpmn.words import CAMUNDA_LIKE, children, local_id, name_of, vendor
from engine.xml import local, namespace

KIND = "call"
BINDINGS = ("latest", "deployment", "version", "versionTag")
_KEY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")
_ALL = "all"
_CODE = ("variableMappingClass", "variableMappingDelegateExpression")


def called_by(node: etree._Element) -> str:
    """The key of the process that a call activity names; empty when it names none."""
    if name_of(node) != "callActivity":
        return ""
    theirs = extension(node, "calledElement")
    named_there = "" if theirs is None else (theirs.get("processId") or "").strip()
    return named_there or local_id(node.get("calledElement"))


def call_of(node: etree._Element) -> tuple[Job | None, str]:
    """What a call activity asks of a process elsewhere, or None and why it cannot be read."""
    key = called_by(node)
    if not _KEY.fullmatch(key):
        given = f"The name of the called process, '{key[:60]}', is an expression or no plain name." if key else ""
        return None, given or "It does not say which process it calls."
    try:
        return _read(node, key), ""
    except UnreadableMapping as problem:
        return None, problem.message


def tag_of(process: etree._Element) -> str:
    """The version tag of a process, by which calls may name it; empty when it has none."""
    theirs = extension(process, "versionTag")
    return vendor(process, "versionTag") or ("" if theirs is None else (theirs.get("value") or "").strip())


def is_used(child: etree._Element) -> bool:
    """Whether this extension of a call of a process elsewhere says what data go in or come out."""
    return local(child) in ("in", "out") if namespace(child) in CAMUNDA_LIKE else local(child) == "ioMapping"


def _read(node: etree._Element, key: str) -> Job:
    binding, bound_to = _binding(node)
    if any(vendor(node, attribute) for attribute in _CODE):
        raise UnreadableMapping("Its data are mapped by a program of another tool, which never runs here.")
    inputs, outputs = _pairs(node, "in", "input"), _pairs(node, "out", "output")
    return Job(
        kind=KIND,
        topic=key,
        inputs=checked("input", inputs),
        outputs=checked("output", outputs),
        binding=binding,
        bound_to=bound_to,
        all_in=_takes_all(node, "in", "propagateAllParentVariables"),
        all_out=not outputs and _takes_all(node, "out", "propagateAllChildVariables"),
    )


def _binding(node: etree._Element) -> tuple[str, str]:
    theirs = extension(node, "calledElement")
    if theirs is not None:
        binding, tag, number = (theirs.get("bindingType") or "").strip(), (theirs.get("versionTag") or "").strip(), ""
    else:
        binding, number = vendor(node, "calledElementBinding"), vendor(node, "calledElementVersion")
        tag = vendor(node, "calledElementVersionTag")
    binding = binding or BINDINGS[0]
    bound_to = {"version": number, "versionTag": tag}.get(binding, "")
    if binding not in BINDINGS:
        raise UnreadableMapping(f"Which version it calls, '{binding[:40]}', is none of: {', '.join(BINDINGS)}.")
    if binding == "version" and not (number.isdecimal() and len(number) < 10):
        raise UnreadableMapping(f"The number of the version that it calls, '{number[:40]}', is no whole number.")
    if binding == "versionTag" and (not tag or tag.startswith(("=", "$", "#"))):
        raise UnreadableMapping("The tag of the version that it calls is missing, or an expression.")
    return binding, bound_to


def _pairs(node: etree._Element, older: str, theirs: str) -> list[Pair]:
    return [*mapped(node, theirs), *_passed(node, older)]


def _passed(node: etree._Element, tag: str) -> Iterator[Pair]:
    """The values that Camunda 7 passes one by one."""
    for element in _older(node, tag):
        source, expression = (element.get("source") or "").strip(), element.get("sourceExpression")
        if expression is not None:
            yield (element.get("target") or "").strip(), text_or_expression(expression)
        elif source:
            if not NAME.fullmatch(source):
                raise UnreadableMapping(f"What it passes, '{source[:60]}', needs a name of one word.")
            yield (element.get("target") or "").strip(), source


def _takes_all(node: etree._Element, older: str, theirs: str) -> bool:
    """Whether all data go this way: where the call says so, and where it says nothing of data at all."""
    passed = [*_older(node, "in"), *_older(node, "out")]
    if any(element.get("source") or element.get("sourceExpression") or element.get("variables") for element in passed):
        return any(element.get("variables") == _ALL for element in _older(node, older))
    called = extension(node, "calledElement")
    return called is None or (called.get(theirs) or "true").strip() != "false"


def _older(node: etree._Element, tag: str) -> Iterator[etree._Element]:
    for holder in children(node, "extensionElements"):
        for element in holder.iterchildren(etree.Element):
            if local(element) == tag and namespace(element) in CAMUNDA_LIKE:
                yield element
