"""The OpenAPI 3.1 document: made from the routes and shapes, and completed with what holds for every route."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from flask import Flask, current_app
from flask_smorest import Api
from werkzeug.routing import BaseConverter

from api.auth import COOKIE, CSRF_HEADER, PUBLIC
from api.errors import MEDIA_TYPE, TITLES
from api.once import HEADER as IDEMPOTENCY_KEY

Document = dict[str, Any]
_METHODS = ("get", "post", "put", "patch", "delete")

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "description": "Where this kind of problem is explained."},
        "title": {"type": "string", "description": "The kind of problem."},
        "status": {"type": "integer", "description": "The status of the answer."},
        "detail": {"type": "string", "description": "What is wrong and what to do."},
        "errors": {
            "type": "array",
            "description": "Each single thing that is wrong, where there are several.",
            "items": {
                "type": "object",
                "required": ["where", "message"],
                "properties": {
                    "where": {"type": "string", "description": "The field, element or line."},
                    "message": {"type": "string", "description": "What is wrong with it and what to do."},
                    "line": {"type": "integer", "description": "The line of the file, where it is known."},
                    "position": {"type": "integer", "description": "The characters before a mistake in an expression."},
                    "excerpt": {"type": "string", "description": "Its line, with a caret under the mistake."},
                },
            },
        },
    },
}


class IdConverter(BaseConverter):
    """`<id:number>` in a rule: the id of something, which fits the database."""

    regex = r"[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """The id as a number."""
        return int(value)


def add_openapi(app: Flask) -> Api:
    """The flask-smorest `Api` of `app`, ready to register resources. It serves no pages of its own."""
    app.config.update(
        API_TITLE="Once and Done",
        API_VERSION=version("once-and-done"),
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=None,
    )
    app.url_map.converters["id"] = IdConverter
    api = Api(app)
    api.register_converter(IdConverter, lambda converter: {"type": "integer", "minimum": 1})
    app.extensions["openapi"] = api.spec
    return api


def document() -> Document:
    """The document of the current application; made once."""
    made: Document | None = current_app.extensions.get("openapi_document")
    if made is None:
        made = _complete(copy.deepcopy(current_app.extensions["openapi"].to_dict()))
        current_app.extensions["openapi_document"] = made
    return made


def operations(openapi: Document) -> Iterator[tuple[str, str, Document]]:
    """Every operation of a document: its method in capitals, its path, and what is said of it."""
    for path, item in openapi["paths"].items():
        for method in _METHODS:
            if method in item:
                yield method.upper(), path, item[method]


def _complete(openapi: Document) -> Document:
    openapi["info"]["description"] = "Every operation names the permission it needs. All moments are UTC."
    openapi["servers"] = [{"url": "/"}]
    components = openapi.setdefault("components", {})
    components["responses"] = {}
    components.get("headers", {}).clear()
    schemas = components.setdefault("schemas", {})
    for unused in ("Error", "PaginationMetadata"):  # flask-smorest's own
        schemas.pop(unused, None)
    schemas["Problem"] = _PROBLEM
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    }
    for method, path, operation in operations(openapi):
        operation["operationId"] = _operation_id(method, path)
        operation["security"] = [] if operation["x-permission"] == PUBLIC else [{"token": []}, {"session": []}]
        shared = openapi["paths"][path].get("parameters", [])
        for part in shared:
            part.setdefault("description", "From the path.")
        operation["parameters"] = [*shared, *operation.get("parameters", []), *_headers(method, operation)]
        _add_problems(method, path, operation)
    for item in openapi["paths"].values():
        item.pop("parameters", None)
    return openapi


def _operation_id(method: str, path: str) -> str:
    return "-".join([method.lower(), *re.findall(r"[a-z0-9]+", path.removeprefix("/api/v1").lower())])


def _headers(method: str, operation: Document) -> list[Document]:
    headers = []
    if_match = operation.pop("x-if-match")
    if if_match:
        headers.append(_header("If-Match", "The ETag of what you read and now change.", required=if_match is True))
    if operation["x-permission"] != PUBLIC:
        if method == "POST":
            headers.append(
                _header(IDEMPOTENCY_KEY, "The same key on the same request does nothing twice, for 24 hours.")
            )
        if method != "GET":
            headers.append(_header(CSRF_HEADER, "Needed with a session's cookie; not with a token."))
    return headers


def _header(name: str, description: str, *, required: bool = False) -> Document:
    return {
        "in": "header",
        "name": name,
        "description": description,
        "required": required,
        "schema": {"type": "string"},
    }


def _add_problems(method: str, path: str, operation: Document) -> None:
    """Say which problems the operation may answer with, in place of flask-smorest's own."""
    answers = operation["responses"]
    answers.pop("default", None)
    if_match = [header["required"] for header in operation["parameters"] if header["name"] == "If-Match"]
    statuses = {500, 503}
    statuses |= set() if operation["x-permission"] == PUBLIC else {401, 403}
    statuses |= {404} if "{" in path else set()
    statuses |= {400, 413, 415} if "requestBody" in operation else set()
    statuses |= {422} if "requestBody" in operation or operation["parameters"] else set()
    statuses |= set() if method == "GET" else {409}
    statuses |= {401, 429} if operation.pop("x-throttled") else set()
    statuses |= {412} if if_match else set()
    statuses |= {428} if any(if_match) else set()
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in sorted(statuses):
        answers[str(status)] = {"description": TITLES[status], "content": content}
