"""What the documentation page shows, taken from the OpenAPI document: plain lists, nothing fetched from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from api.openapi import Document, operations

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; color: #0b0c0c; }
h2 { border-top: 2px solid; padding-top: 1rem; } h3 { margin: 2.5rem 0 0; } h3:target { background: #fff2b3; }
h3, p, li, td { overflow-wrap: break-word; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: bold; margin-top: .75rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #b1b4b6; }
td code { font-weight: bold; } summary { margin-top: .75rem; cursor: pointer; }
code { font-family: ui-monospace, monospace; } a { color: #1d5f99; }
a:focus-visible, summary:focus-visible { outline: 3px solid #0b0c0c; background: #ffdd00; color: #0b0c0c; }
nav ul, .problems ul { padding-left: 1.25rem; } .nouns li { display: inline; margin-right: .75rem; }
.nouns ul { padding: 0; line-height: 2; } .problems ul { margin: 0; }
@media (max-width: 40rem) {
  thead { display: none; } tr { display: block; padding: .5rem 0; border-bottom: 1px solid #b1b4b6; }
  td { display: block; border: 0; padding: 0; } td[data-head]::before { content: attr(data-head) ": "; color: #505a5f; }
}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
STYLE_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One row of a table of fields or parameters."""

    name: str
    where: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer of an operation, with the fields of its body."""

    status: str
    description: str
    media_type: str
    fields: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class OperationView:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    permission: str
    parameters: tuple[FieldRow, ...]
    body_type: str
    body: tuple[FieldRow, ...]
    answers: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The operations on one noun."""

    name: str
    description: str
    operations: tuple[OperationView, ...]


def groups(openapi: Document) -> tuple[Group, ...]:
    """The operations of the document by noun, in the order of the alphabet."""
    found: dict[str, list[OperationView]] = {}
    for method, path, operation in operations(openapi):
        found.setdefault(operation["tags"][0], []).append(_operation(openapi, method, path, operation))
    about = {tag["name"]: tag.get("description", "") for tag in openapi.get("tags", [])}
    return tuple(Group(name, about.get(name, ""), tuple(found[name])) for name in sorted(found))


def _operation(openapi: Document, method: str, path: str, operation: Document) -> OperationView:
    body_type, body = _content(operation.get("requestBody", {}))
    return OperationView(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        permission=operation["x-permission"],
        parameters=tuple(_parameter(openapi, item) for item in operation["parameters"]),
        body_type=body_type,
        body=tuple(_fields(openapi, body.get("schema", {}))),
        answers=tuple(_answer(openapi, status, item) for status, item in sorted(operation["responses"].items())),
    )


def _parameter(openapi: Document, item: Document) -> FieldRow:
    kind = _kind(openapi, item["schema"])
    return FieldRow(item["name"], item["in"], kind, item.get("required", False), item.get("description", ""))


def _answer(openapi: Document, status: str, item: Document) -> AnswerRow:
    media_type, body = _content(item)
    fields = () if int(status) >= 400 else tuple(_fields(openapi, body.get("schema", {})))
    return AnswerRow(status, item.get("description", ""), media_type, fields)


def _content(item: Document) -> tuple[str, Document]:
    """The media type and shape of a body; empty when there is none."""
    for media_type, body in item.get("content", {}).items():
        return media_type, body
    return "", {}


def _fields(openapi: Document, schema: Document, prefix: str = "", depth: int = 0) -> Iterator[FieldRow]:
    """The fields of an object, those of the objects inside it below them, with their path as name."""
    schema = resolve(openapi, schema)
    if schema.get("type") == "array":
        yield from _fields(openapi, schema["items"], f"{prefix}[]", depth)
        return
    needed = schema.get("required", [])
    for name, inner in schema.get("properties", {}).items():
        described = inner.get("description") or resolve(openapi, inner).get("description", "")
        path = f"{prefix}.{name}" if prefix else name
        yield FieldRow(path, "body", _kind(openapi, inner), name in needed, described)
        if depth < 4:
            yield from _fields(openapi, inner, path, depth + 1)


def resolve(openapi: Document, schema: Document) -> Document:
    """The schema itself where it is given by reference, alone or as the one part of an `allOf`."""
    while "$ref" in schema or len(schema.get("allOf", [])) == 1:
        if "$ref" in schema:
            schema = openapi["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        else:
            schema = schema["allOf"][0]
    return schema


def _kind(openapi: Document, schema: Document) -> str:
    schema = resolve(openapi, schema)
    if "enum" in schema:
        return "one of " + ", ".join(str(value) for value in schema["enum"] if value is not None)
    parts: Any = schema.get("anyOf") or schema.get("oneOf")
    if parts:
        return " or ".join(_kind(openapi, part) for part in parts)
    if schema.get("type") == "array":
        return f"list of {_kind(openapi, schema['items'])}"
    kind = schema.get("type", "anything")
    named = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{named} ({schema['format']})" if "format" in schema else named
