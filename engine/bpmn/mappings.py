"""The values that a step maps in and out, in the vocabularies of Camunda 7, its kin, and Camunda 8, as FEEL by name.

Expressions of other tools are written as FEEL where that is exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from engine import feel
from engine.bpmn.words import CAMUNDA_LIKE, ZEEBE, children, text_of
from engine.errors import EngineError
from engine.xml import local, namespace

Pair = tuple[str, str]

NAME = re.compile(r"[^\W\d]\w{0,99}")
"""A name of case data: one word."""
_FOREIGN = ("${", "#{")
_HOLE = re.compile(r"([$#]\{[^{}]*\})")


class UnreadableMapping(EngineError):
    """What the step asks cannot be read."""


def theirs_and_older(node: etree._Element, theirs: str, older: str) -> Iterator[Pair]:
    """The mappings of Camunda 8 and of Camunda 7: a name and FEEL each. Raises UnreadableMapping."""
    yield from mapped(node, theirs)
    yield from parameters(extension(node, "inputOutput"), older)


def mapped(node: etree._Element, kind: str) -> Iterator[Pair]:
    """The mappings of Camunda 8 of one kind, `input` or `output`: a name and FEEL each."""
    mapping = extension(node, "ioMapping")
    for pair in () if mapping is None else mapping.findall(f"{{{ZEEBE}}}{kind}"):
        yield (pair.get("target") or "").strip(), _static_or_feel(pair.get("source") or "")


def parameters(holder: etree._Element | None, kind: str) -> Iterator[Pair]:
    """The parameters of Camunda 7 of one kind in an `inputOutput`: a name and FEEL each. Raises UnreadableMapping."""
    for parameter in () if holder is None else holder.iterchildren(etree.Element):
        if local(parameter) == kind:
            yield (parameter.get("name") or "").strip(), _value(parameter)


def checked(what: str, pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """The pairs, when each has a name of one word and its expression is FEEL. Raises UnreadableMapping."""
    found: dict[str, str] = {}
    for name, expression in pairs:
        if not NAME.fullmatch(name):
            raise UnreadableMapping(
                f"Its {what} '{name[:60]}' needs a name of one word: letters, digits and underscores."
            )
        try:
            feel.parse(expression)
        except feel.FeelError as error:
            raise UnreadableMapping(f"Its {what} '{name}' is not FEEL: {error.message}") from error
        found[name] = expression
    return tuple(found.items())


def result_name(node: etree._Element, given: str) -> str:
    """The name under which a whole answer is kept: `given`, or what a task header says. Raises UnreadableMapping."""
    result = headers(node).get("resultVariable", given)
    if result and not NAME.fullmatch(result):
        raise UnreadableMapping(f"The name of its result, '{result[:60]}', is not one word of letters and digits.")
    return result


def headers(node: etree._Element) -> dict[str, str]:
    """The task headers of Camunda 8, by key."""
    holder = extension(node, "taskHeaders")
    found = () if holder is None else holder.iterchildren(etree.Element)
    return {(header.get("key") or "").strip(): (header.get("value") or "").strip() for header in found}


def _static_or_feel(text: str) -> str:
    """Camunda 8: an expression begins with `=`, anything else is the text itself."""
    stripped = text.strip()
    return stripped[1:].strip() if stripped.startswith("=") else feel.quoted(text)


def extension(node: etree._Element, name: str) -> etree._Element | None:
    """The extension element of this name that another tool wrote; None when there is none."""
    for holder in children(node, "extensionElements"):
        for element in holder.iterchildren(etree.Element):
            if local(element) == name and namespace(element) in (ZEEBE, *CAMUNDA_LIKE):
                return element
    return None


def plain_feel(text: str) -> str:
    """An expression in another tool's manner (`=..`, `${..}`) as plain FEEL where that is exact, else as it is."""
    if text[:1] not in ("=", "$", "#"):
        return text
    try:
        return feel.translate(text).text
    except feel.FeelError:
        return text


def _value(parameter: etree._Element) -> str:
    """Camunda 7: a text, an expression between braces, a list, or a map of them."""
    inner = list(parameter.iterchildren(etree.Element))
    if not inner:
        return text_or_expression(text_of(parameter))
    held = inner[0]
    if len(inner) == 1 and local(held) == "list":
        return f"[{', '.join(_value(item) for item in held.iterchildren(etree.Element))}]"
    if len(inner) == 1 and local(held) == "map":
        entries = [(entry.get("key") or "", _value(entry)) for entry in held.iterchildren(etree.Element)]
        return "{" + ", ".join(f"{feel.quoted(key)}: {value}" for key, value in entries) + "}"
    raise UnreadableMapping("One of its inputs or outputs is a script of another tool, which never runs here.")


def text_or_expression(text: str) -> str:
    """A text is itself, `${..}` is FEEL, and a text with such parts is put together of both.

    Raises UnreadableMapping.
    """
    if not any(sign in text for sign in _FOREIGN):
        return feel.quoted(text)
    parts = [part for part in _HOLE.split(text) if part]
    try:
        if len(parts) == 1:
            return feel.translate(text).text
        return " + ".join(
            f"string({feel.translate(part).text})" if part.startswith(_FOREIGN) else feel.quoted(part) for part in parts
        )
    except feel.FeelError as error:
        short = " ".join(text.split())[:60]
        raise UnreadableMapping(f"'{short}' cannot be written as FEEL: {error.message}") from error
