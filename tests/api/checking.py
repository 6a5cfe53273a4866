"""Checks of answers that tests of the API share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from api.docs import resolve
from api.openapi import Document, document, operations

KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": int | float,
    "null": type(None),
}


def assert_matches_schema(app: Flask, response: TestResponse) -> None:
    """Fail unless the answer is documented and its JSON exactly what is documented: nothing missing, nothing more."""
    with app.app_context():
        openapi = document()
    method, path = response.request.method, response.request.path
    with app.test_request_context(path, method=method) as context:
        rule = context.request.url_rule
    assert rule is not None, f"{method} {path} is no route"
    answers = next(
        item["responses"] for verb, where, item in operations(openapi) if (verb, where) == (method, template(rule.rule))
    )
    assert str(response.status_code) in answers, (
        f"{method} {path} answered {response.status_code}, which is not documented"
    )
    content = answers[str(response.status_code)].get("content", {})
    if not content:
        assert response.data == b"", f"{method} {path} answered with a body, which is not documented"
        return
    assert response.mimetype in content
    if response.is_json:
        problems = list(differences(openapi, content[response.mimetype]["schema"], response.json, "answer"))
        assert not problems, "\n".join(problems)


def assert_problem(response: TestResponse, status: int, *words: str, where: str | None = None) -> None:
    """Fail unless the answer is a problem of this status that holds these words, and names `where` among its errors."""
    assert (response.status_code, response.mimetype) == (status, "application/problem+json"), response.text
    assert set(response.json) == {"type", "title", "status", "detail", "errors"}
    assert response.json["status"] == status
    told = response.json["detail"] + " ".join(item["message"] for item in response.json["errors"])
    for word in words:
        assert word in told
    for secret in ("Traceback", "psycopg", "sqlalchemy", ".py", "SELECT"):
        assert secret not in response.text
    if where is not None:
        assert where in [item["where"] for item in response.json["errors"]]


def template(rule: str) -> str:
    """A rule of Flask as a path of OpenAPI: `/users/<id:number>` is `/users/{number}`."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def differences(openapi: Document, schema: Document, value: Any, where: str) -> Iterator[str]:
    """Where a JSON value is not what its schema says, strictly: a field that is not documented counts as well."""
    schema = resolve(openapi, schema)
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        if all(list(differences(openapi, choice, value, where)) for choice in choices):
            yield f"{where} is none of the kinds documented"
        return
    kinds = schema.get("type", list(KINDS))
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not any(isinstance(value, KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool)) for kind in kinds):
        yield f"{where} is {value!r}, not {' or '.join(kinds)}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{where} is {value!r}, which is not one of {schema['enum']}"
    else:
        yield from _differences_inside(openapi, schema, value, where)


def _differences_inside(openapi: Document, schema: Document, value: Any, where: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _object_differences(openapi, schema, value, where)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from differences(openapi, schema.get("items", {}), item, f"{where}[{place}]")
    elif isinstance(value, str):
        yield from _format_differences(schema, value, where)


def _object_differences(openapi: Document, schema: Document, value: dict[str, Any], where: str) -> Iterator[str]:
    known = schema.get("properties", {})
    more = schema.get("additionalProperties", False)
    for name, inner in known.items():
        if name in value:
            yield from differences(openapi, inner, value[name], f"{where}.{name}")
        elif name in schema.get("required", []):
            yield f"{where}.{name} is documented, but missing"
    for name in sorted(value.keys() - known.keys()):
        if more is False and (known or "additionalProperties" in schema):
            yield f"{where}.{name} is not documented"
        elif isinstance(more, dict):
            yield from differences(openapi, more, value[name], f"{where}.{name}")


def _format_differences(schema: Document, value: str, where: str) -> Iterator[str]:
    reading = {"date-time": datetime.fromisoformat, "date": date.fromisoformat}.get(schema.get("format", ""))
    try:
        if reading is not None:
            read = reading(value)
            if isinstance(read, datetime) and read.tzinfo is None:
                yield f"{where} is a moment without an offset"
    except ValueError:
        yield f"{where} is {value!r}, not a {schema['format']}"
