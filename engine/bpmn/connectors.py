"""Calls over HTTP as other tools draw them: the HTTP connector of Camunda 7, and the REST connector of Camunda 8.

Each is read as a call of this program, when all that it says can be said so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from engine import feel
from engine.bpmn.mappings import (
    Pair,
    UnreadableMapping,
    checked,
    extension,
    headers,
    parameters,
    result_name,
    theirs_and_older,
)
from engine.bpmn.model import Job
from engine.bpmn.words import text_of
from engine.xml import local

REST = "io.camunda:http-json:"
"""How the job type of Camunda 8's REST connector begins; its version follows."""

_HTTP_CONNECTOR = "http-connector"
_CAMUNDA_7, _CAMUNDA_8 = "the HTTP connector of Camunda 7", "the REST connector of Camunda 8"
_GIVES = {"statusCode": "status", "response": "body"}
"""What an answer is called by the connector of Camunda 7, and here."""
_ANY_STATUS = "for status in 400..599 return status"
_TAKEN_7 = {"url": "url", "method": "method", "headers": "headers", "payload": "body"}
_TAKEN_8 = {"url": "url", "method": "method", "headers": "headers", "queryParameters": "query", "body": "body"}
_WITHOUT_MEANING = frozenset(
    {"connectionTimeoutInSeconds", "readTimeoutInSeconds", "writeTimeoutInSeconds", "storeResponse", "ignoreNullValues"}
)
_HEADERS_WITHOUT_MEANING = frozenset({"elementTemplateVersion", "elementTemplateId", "retryBackoff"})
_SECRET = re.compile(r"\{\{\s*secrets\.|\bsecrets\.")
_SIGN_IN = frozenset({"authorization", "cookie", "proxy-authorization"})
_INSTEAD = "Leave it out, and name a secret of this program (docs/jobs.md): bpr:http with the input `secret`."


def reader_of(node: etree._Element) -> Callable[[etree._Element], Job] | None:
    """What reads the connector of another tool that this step names; None when it names none."""
    if extension(node, "connector") is not None:
        return _camunda_7
    definition = extension(node, "taskDefinition")
    kind = "" if definition is None else (definition.get("type") or "").strip()
    return _camunda_8 if kind.startswith(REST) else None


def _camunda_7(node: etree._Element) -> Job:
    connector = extension(node, "connector")
    parts = {local(part): part for part in (() if connector is None else connector.iterchildren(etree.Element))}
    name = text_of(parts.get("connectorId"))
    if name != _HTTP_CONNECTOR:
        raise UnreadableMapping(f"The connector '{name[:60]}' is not run here; only {_HTTP_CONNECTOR} is.")
    if extension(node, "inputOutput") is not None:
        raise UnreadableMapping("It maps values of its own beside those of its connector. Map them in the connector.")
    inputs = _renamed(parameters(parts.get("inputOutput"), "inputParameter"), _TAKEN_7, _CAMUNDA_7)
    outputs = checked("output", parameters(parts.get("inputOutput"), "outputParameter"))
    asked = set().union(*(feel.names(text) for _, text in outputs))
    if "headers" in asked:
        raise UnreadableMapping("It keeps headers of the answer, which are not kept here.")
    if "statusCode" in asked:  # there every status is an answer
        inputs = (*inputs, ("accept", _ANY_STATUS))
    known = ", ".join(f"{theirs}: {ours}" for theirs, ours in _GIVES.items())
    kept = tuple((one, f"{{{known}, kept: {text}}}.kept") for one, text in outputs)
    return Job("http", "", inputs=inputs, outputs=kept, drawn_as=_CAMUNDA_7)


def _camunda_8(node: etree._Element) -> Job:
    given = dict(theirs_and_older(node, "input", "inputParameter"))
    signs_in = given.pop("authentication.type", '"noAuth"')
    if signs_in != '"noAuth"' or any(name.startswith("authentication.") for name in given):
        raise UnreadableMapping(f"It signs in at the other system by what stands in the model. {_INSTEAD}")
    told = headers(node)
    unknown = sorted(told.keys() - _HEADERS_WITHOUT_MEANING - {"resultVariable", "resultExpression", "errorExpression"})
    if unknown:
        raise UnreadableMapping(f"Its task header '{unknown[0][:60]}' means nothing here. Leave it out.")
    if told.get("errorExpression"):
        raise UnreadableMapping(
            "Its error expression is not taken over. Draw an error event at its border whose code is the status, such "
            "as 404, and leave the expression out."
        )
    pairs = ((name, text) for name, text in given.items() if name not in _WITHOUT_MEANING)
    inputs = _renamed(pairs, _TAKEN_8, _CAMUNDA_8)
    own = checked("output", theirs_and_older(node, "output", "outputParameter"))
    outputs = (*_results(told.get("resultExpression", "")), *own)
    return Job("http", "", inputs=inputs, outputs=outputs, result=result_name(node, ""), drawn_as=_CAMUNDA_8)


def _renamed(pairs: Iterator[Pair], names: Mapping[str, str], of: str) -> tuple[Pair, ...]:
    """The inputs of a connector by the names that a call has here."""
    found = {}
    for name, text in pairs:
        if _SECRET.search(text):
            raise UnreadableMapping(f"Its input '{name[:60]}' holds a secret of another tool. {_INSTEAD}")
        if name not in names:
            raise UnreadableMapping(f"The input '{name[:60]}' of {of} is not known here. Leave it out.")
        if name == "headers":
            _refuse_sign_in(text)
        found[names[name]] = text
    return checked("input", found.items())


def _refuse_sign_in(text: str) -> None:
    named = next((key for key in _keys(checked("input", [("headers", text)])[0][1]) if key.lower() in _SIGN_IN), "")
    if named:
        raise UnreadableMapping(f"Its header {named} would sign in by what stands in the model. {_INSTEAD}")


def _results(text: str) -> tuple[Pair, ...]:
    """The values that a result expression of Camunda 8 makes of `response`, each by its name."""
    if not text:
        return ()
    expression = text.removeprefix("=").strip()
    ((_, expression),) = checked("output", [("resultExpression", expression)])
    keys = _keys(expression)
    if not keys:
        raise UnreadableMapping("Its result expression is no set of named values, such as ={balance: response.body.b}.")
    answer = "{status: status, body: body}"
    return checked("output", ((key, f"{{response: {answer}, kept: {expression}}}.kept.{key}") for key in keys))


def _keys(expression: str) -> tuple[str, ...]:
    """The names in a context of FEEL; none for anything else."""
    try:
        return tuple(str(key) for key in feel.run_script(expression, {}))
    except feel.FeelError:
        return ()
