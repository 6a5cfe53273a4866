"""What a step asks of a system, read from the vocabularies of the tools that draw it: Camunda 7, its kin, Camunda 8.

The topic says who does it: `bpr:http` is a call over HTTP, `bpr:` and a name a function of this program, and any other
topic is fetched by programs of others. Expressions of other tools are written as FEEL where that is exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from engine import feel
from engine.bpmn.model import Job
from engine.bpmn.words import CAMUNDA_LIKE, ZEEBE, children, text_of, vendor
from engine.errors import EngineError
from engine.xml import local, namespace

ASKING = ("serviceTask", "sendTask")
"""The kinds of step that may ask a system."""
OURS = "bpr:"
HTTP = "http"
MOST_RETRIES = 100

_TOPIC = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}")
_NAME = re.compile(r"[^\W\d]\w{0,99}")
_FOREIGN = ("${", "#{")

Pair = tuple[str, str]


class _Unreadable(EngineError):
    """What the step asks cannot be read."""


def job_of(node: etree._Element) -> tuple[Job | None, str]:
    """What a service or send task asks of a system, or None and why it cannot be read (empty when it asks nothing)."""
    topic = _topic(node)
    if not topic or node.get("messageRef"):  # a send task that names a message throws it
        return None, ""
    try:
        return _read(node, topic), ""
    except _Unreadable as problem:
        return None, problem.message


def _topic(node: etree._Element) -> str:
    if vendor(node, "type") == "external":
        return vendor(node, "topic")
    definition = _extension(node, "taskDefinition")
    return "" if definition is None else (definition.get("type") or "").strip()


def _read(node: etree._Element, topic: str) -> Job:
    if not _TOPIC.fullmatch(topic):
        raise _Unreadable(f"The topic '{topic[:60]}' is no plain name; an expression cannot be one.")
    name = topic.removeprefix(OURS)
    kind = "external" if name == topic else "http" if name == HTTP else "callable"
    return Job(
        kind=kind,
        topic="" if kind == "http" else name,
        inputs=_named("input", _pairs(node, "input", "inputParameter")),
        outputs=_named("output", _pairs(node, "output", "outputParameter")),
        result=_result(node),
        retries=_retries(node),
    )


def _pairs(node: etree._Element, theirs: str, older: str) -> Iterator[Pair]:
    """The mappings of Camunda 8 and of Camunda 7: a name and FEEL each."""
    mapping = _extension(node, "ioMapping")
    if mapping is not None:
        for pair in mapping.findall(f"{{{ZEEBE}}}{theirs}"):
            yield (pair.get("target") or "").strip(), _static_or_feel(pair.get("source") or "")
    mapping = _extension(node, "inputOutput")
    for parameter in () if mapping is None else mapping.iterchildren(etree.Element):
        if local(parameter) == older:
            yield (parameter.get("name") or "").strip(), _value(parameter)


def _named(what: str, pairs: Iterator[Pair]) -> tuple[Pair, ...]:
    found: dict[str, str] = {}
    for name, expression in pairs:
        if not _NAME.fullmatch(name):
            raise _Unreadable(f"Its {what} '{name[:60]}' needs a name of one word: letters, digits and underscores.")
        try:
            feel.parse(expression)
        except feel.FeelError as error:
            raise _Unreadable(f"Its {what} '{name}' is not FEEL: {error.message}") from error
        found[name] = expression
    return tuple(found.items())


def _static_or_feel(text: str) -> str:
    """Camunda 8: an expression begins with `=`, anything else is the text itself."""
    stripped = text.strip()
    return stripped[1:].strip() if stripped.startswith("=") else feel.quoted(text)


def _value(parameter: etree._Element) -> str:
    """Camunda 7: a text, an expression between braces, a list, or a map of them."""
    inner = list(parameter.iterchildren(etree.Element))
    if not inner:
        return _text_or_expression(text_of(parameter))
    held = inner[0]
    if len(inner) == 1 and local(held) == "list":
        return f"[{', '.join(_value(item) for item in held.iterchildren(etree.Element))}]"
    if len(inner) == 1 and local(held) == "map":
        entries = [(entry.get("key") or "", _value(entry)) for entry in held.iterchildren(etree.Element)]
        return "{" + ", ".join(f"{feel.quoted(key)}: {value}" for key, value in entries) + "}"
    raise _Unreadable("One of its inputs or outputs is a script of another tool, which never runs here.")


def _text_or_expression(text: str) -> str:
    if not any(sign in text for sign in _FOREIGN):
        return feel.quoted(text)
    try:
        return feel.translate(text).text
    except feel.FeelError as error:
        raise _Unreadable(f"'{' '.join(text.split())[:60]}' cannot be written as FEEL: {error.message}") from error


def _result(node: etree._Element) -> str:
    result = vendor(node, "resultVariable")
    headers = _extension(node, "taskHeaders")
    for header in () if headers is None else headers.iterchildren(etree.Element):
        if header.get("key") == "resultVariable":
            result = (header.get("value") or "").strip()
    if result and not _NAME.fullmatch(result):
        raise _Unreadable(f"The name of its result, '{result[:60]}', is not one word of letters and digits.")
    return result


def _retries(node: etree._Element) -> int:
    definition = _extension(node, "taskDefinition")
    text = "" if definition is None else (definition.get("retries") or "").strip()
    if not text:
        return 0
    if not text.isdecimal() or not 1 <= int(text) <= MOST_RETRIES:
        raise _Unreadable(f"Its number of retries, '{text[:20]}', is no number from 1 to {MOST_RETRIES}.")
    return int(text)


def _extension(node: etree._Element, name: str) -> etree._Element | None:
    for holder in children(node, "extensionElements"):
        for element in holder.iterchildren(etree.Element):
            if local(element) == name and namespace(element) in (ZEEBE, *CAMUNDA_LIKE):
                return element
    return None
