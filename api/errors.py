"""The one table from what can go wrong to what is answered: RFC 9457 problem details."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask import Flask, Response
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from engine.errors import (
    Conflict,
    EngineError,
    NotFound,
    NotPermitted,
    NotSignedIn,
    Problem,
    Refused,
    StaleVersion,
    TooLarge,
    TooManyAttempts,
)

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[int, str] = {
    400: "The request cannot be read",
    401: "Not signed in",
    403: "Not permitted",
    404: "Not found",
    405: "Not offered here",
    409: "In the way of another change",
    412: "Changed since you read it",
    413: "Too large",
    415: "Wrong kind of body",
    422: "Refused",
    428: "Say which version you read",
    429: "Too many attempts",
    500: "Something went wrong here",
    503: "Not available at the moment",
}

HEADERS: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": "Bearer"},
    429: {"Retry-After": "900"},
    503: {"Retry-After": "5"},
}

_ENGINE: tuple[tuple[type[EngineError], int], ...] = (
    (NotSignedIn, 401),
    (NotPermitted, 403),
    (NotFound, 404),
    (StaleVersion, 412),
    (Conflict, 409),
    (TooLarge, 413),
    (TooManyAttempts, 429),
    (EngineError, 422),
)

_DATABASE: tuple[tuple[type[Exception], int, str], ...] = (
    (DataError, 422, "A value is out of range or holds characters that cannot be stored. Correct it and try again."),
    (IntegrityError, 409, "This does not fit with what is stored by now. Load it again and look before you repeat it."),
    (OperationalError, 503, "The database does not answer at the moment. Try again in a little while."),
    (PoolTimeout, 503, "Too much is going on at the moment. Try again in a little while."),
)

AWAY: tuple[type[Exception], ...] = (OperationalError, PoolTimeout)
"""What is raised while the database does not answer."""

_HTTP: Mapping[int, str] = {
    404: "There is nothing at this address.",
    405: "This address does not take that method. The header Allow names those it takes.",
    413: "What was sent is too large. Send less at a time.",
}

_WORDS: Mapping[str, str] = {
    "Missing data for required field.": "This is needed and was not given.",
    "Unknown field.": "There is no such field here. Leave it out.",
    "Field may not be null.": "This cannot be empty.",
    "Invalid input type.": "The body has to be one JSON object.",
    "Not a valid string.": "This has to be text.",
    "Not a valid integer.": "This has to be a whole number, such as 3.",
    "Not a valid number.": "This has to be a number, such as 2.5.",
    "Not a valid boolean.": "This has to be true or false.",
    "Not a valid date.": "This has to be a day, such as 2026-04-02.",
    "Not a valid datetime.": "This has to be a moment, such as 2026-04-02T16:00:00Z.",
    "Not a valid aware datetime.": "This needs its offset from UTC as well, such as 2026-04-02T16:00:00Z.",
    "Not a valid list.": "This has to be a list.",
    "Not a valid mapping type.": "This has to be a JSON object.",
}


def register_errors(app: Flask) -> None:
    """Let every error of `app` be answered from the table."""
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(Exception, answer)


@dataclass(frozen=True, slots=True)
class Explained:
    """An error as it is told: status, title, one sentence of detail, and the problems with their places."""

    status: int
    detail: str
    problems: tuple[Problem, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def all_headers(self) -> Mapping[str, str]:
        """Its own headers and those of its kind: when to try again, how to sign in."""
        return {**HEADERS.get(self.status, {}), **self.headers}

    @property
    def title(self) -> str:
        """The title of its kind."""
        return TITLES.get(self.status) or HTTP_STATUS_CODES.get(self.status, "Problem")


def problem(
    status: int, detail: str, problems: tuple[Problem, ...] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """A problem as an answer. Returned from a view it keeps what the view has stored; raise to store nothing."""
    return _written(Explained(status, detail, problems, headers or {}))


def answer(error: Exception) -> Response | HTTPException:
    """An error as problem details; what is no error (a redirect that was raised) as it is."""
    if isinstance(error, HTTPException) and (error.code or 500) < 400:
        return error
    return _written(explain(error))


def explain(error: Exception) -> Explained:
    """What to tell of an error. One that nobody expected goes to the log, with a number to tell the administrators."""
    if isinstance(error, HTTPException):
        return _explain_http(error)
    if isinstance(error, EngineError):
        status = next(status for kind, status in _ENGINE if isinstance(error, kind))
        return Explained(status, error.message, error.problems if isinstance(error, Refused) else ())
    for kind, status, detail in _DATABASE:
        if isinstance(error, kind):
            _log.warning("database: %s", type(error.orig if hasattr(error, "orig") else error).__name__)
            return Explained(status, detail)
    number = secrets.token_hex(4)
    _log.error("unexpected error %s", number, exc_info=error)
    return Explained(500, f"Something went wrong on our side; nothing was changed. Tell the administrators: {number}.")


def _written(told: Explained) -> Response:
    body = {
        "type": f"/api/docs#problem-{told.status}",
        "title": told.title,
        "status": told.status,
        "detail": told.detail,
        "errors": [_placed(item) for item in told.problems],
    }
    return Response(orjson.dumps(body), told.status, dict(told.all_headers), content_type=MEDIA_TYPE)


def _placed(item: Problem) -> dict[str, object]:
    """A problem with its place; of an expression that cannot be read also the character, and a caret under it."""
    told: dict[str, object] = {"where": item.where, "message": item.message}
    if item.excerpt:
        told |= {"position": item.position, "excerpt": item.excerpt}
    return {**told, "line": item.line} if item.line else told


def _explain_http(error: HTTPException) -> Explained:
    status = error.code or 500
    messages = getattr(error, "data", {}).get("messages")
    if messages:
        problems = tuple(_problems(messages))
        first = f" {problems[0].where}: {problems[0].message}" if problems and problems[0].where else ""
        return Explained(status, f"Some of what was sent cannot be used.{first}", problems)
    kept = {name: value for name, value in error.get_headers() if name == "Allow"}
    return Explained(status, _HTTP.get(status) or error.description or "The request cannot be answered.", headers=kept)


def _problems(messages: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems from webargs' messages: by location (`json`, `query`), then by field."""
    for by_field in messages.values():
        for where, message in _flat(by_field, ()):
            yield Problem(where, _WORDS.get(message, message))


def _flat(messages: object, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for key, value in messages.items():
            yield from _flat(value, path if key == "_schema" else (*path, str(key)))
    elif isinstance(messages, list | tuple):
        for item in messages:
            yield from _flat(item, path)
    else:
        yield ".".join(path), str(messages)
