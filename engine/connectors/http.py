"""A call over HTTP: only to hosts that are allowed, bounded in time and size, with a key by which repeats are dropped.

What was sent and what came back is told to nobody but the case: a failure is told by its kind and its status alone.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import orjson

from engine.connectors.catalogue import CALL_TAKES
from engine.connectors.failures import NotDone
from engine.connectors.hosts import check_allowed, secret_for
from engine.settings import Settings

KEY_HEADER = "Idempotency-Key"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MOST_BYTES = 1_000_000
LONGEST_WAIT = timedelta(hours=24)

_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_SECONDS = 20.0
_AGAIN = frozenset({408, 409, 425, 429})
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_OURS = frozenset(
    {
        "authorization", "connection", "content-length", "cookie", "expect", "host", "idempotency-key",
        "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade",
    }
)  # fmt: skip
logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it writes addresses, which may tell of a customer


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    url: str
    query: Mapping[str, object]
    headers: Mapping[str, str]
    body: bytes
    accept: frozenset[int]


def call(inputs: Mapping[str, object], key: str, settings: Settings, *, now: datetime) -> dict[str, object]:
    """Make the call that the inputs describe: `status` and `body` (JSON, else null) of its answer.

    `key` goes with it as `Idempotency-Key`. Raises NotDone: permanent for what no repeat would mend, with a wait when
    the other side asked for one.
    """
    request = _request(inputs, key, settings)
    try:
        with (
            httpx.Client(timeout=_TIMEOUT, follow_redirects=False) as client,
            client.stream(
                request.method,
                request.url,
                params={name: str(value) for name, value in request.query.items()} or None,
                headers=dict(request.headers),
                content=request.body or None,
            ) as answer,
        ):
            _check(answer, request, now)
            return {"status": answer.status_code, "body": _json(answer)}
    except httpx.TimeoutException:
        raise NotDone("The system did not answer in time.") from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise NotDone("Its address is not a web address.", permanent=True) from None
    except httpx.HTTPError as error:
        raise NotDone(f"The system could not be reached ({type(error).__name__}).") from None


def _request(inputs: Mapping[str, object], key: str, settings: Settings) -> _Request:
    for name in inputs:
        if name not in CALL_TAKES:
            raise NotDone(f"A call takes no input ‘{name}’. It takes: {', '.join(CALL_TAKES)}.", permanent=True)
    url = _text(inputs, "url")
    origin = check_allowed(url, settings)
    body, kind = _body(inputs.get("body"))
    method = (_text(inputs, "method") or ("POST" if body else "GET")).upper()
    if method not in METHODS:
        raise NotDone(f"Its method is none of {', '.join(METHODS)}.", permanent=True)
    headers = {"Accept": "application/json", **_headers(inputs.get("headers")), KEY_HEADER: key}
    if body and "content-type" not in {name.lower() for name in headers}:
        headers["Content-Type"] = kind
    secret = _text(inputs, "secret")
    if secret:
        headers[_header_name(_text(inputs, "secret_header") or "Authorization")] = secret_for(secret, origin, settings)
    return _Request(method, url, _mapping(inputs, "query"), headers, body, _accepted(inputs.get("accept")))


def _text(inputs: Mapping[str, object], name: str) -> str:
    value = inputs.get(name)
    if value is not None and not isinstance(value, str):
        raise NotDone(f"Its input ‘{name}’ is not text.", permanent=True)
    return (value or "").strip()


def _mapping(inputs: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = inputs.get(name)
    if value is not None and not isinstance(value, Mapping):
        raise NotDone(f"Its input ‘{name}’ is not a set of named values.", permanent=True)
    return {key: one for key, one in (value or {}).items() if one is not None}


def _headers(given: object) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _mapping({"headers": given}, "headers").items():
        text = str(value)
        if name.lower() in _OURS:
            raise NotDone(f"Its header {name} cannot be set by a model.", permanent=True)
        if not text.isprintable() or not text.isascii():
            raise NotDone(f"Its header {_header_name(name)} holds signs that no header can hold.", permanent=True)
        found[_header_name(name)] = text
    return found


def _header_name(name: str) -> str:
    if not _HEADER.fullmatch(name):
        raise NotDone("One of its headers has a name that no header can have.", permanent=True)
    return name


def _body(given: object) -> tuple[bytes, str]:
    if given is None:
        return b"", ""
    if isinstance(given, str):
        return given.encode(), "text/plain; charset=utf-8"
    return orjson.dumps(given), "application/json"


def _accepted(given: object) -> frozenset[int]:
    listed = given if isinstance(given, list) else [] if given is None else [given]
    if not all(isinstance(one, int) and 200 <= one < 600 for one in listed):
        raise NotDone("Its input ‘accept’ is not a list of statuses, such as [200, 404].", permanent=True)
    return frozenset(listed)


def _check(answer: httpx.Response, request: _Request, now: datetime) -> None:
    """Raise NotDone for a status that is no success and that the model does not take as an answer."""
    status = answer.status_code
    if status in request.accept or 200 <= status < 300:
        return
    told = f"The system answered {status}"
    if 300 <= status < 400:
        raise NotDone(f"{told}: it lies at another address, and no redirect is followed.", permanent=True)
    if status >= 500 or status in _AGAIN:
        raise NotDone(f"{told}.", wait=_asked_wait(answer.headers.get("Retry-After", ""), now), status=status)
    raise NotDone(f"{told}: it will not do this.", permanent=True, status=status)


def _asked_wait(text: str, now: datetime) -> timedelta | None:
    """How long `Retry-After` asks to wait (seconds, or a moment); None where it cannot be read, at most a day."""
    try:
        wait = timedelta(seconds=int(text)) if text.strip().isdecimal() else _moment(text) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta(seconds=1)), LONGEST_WAIT)


def _moment(text: str) -> datetime:
    found = parsedate_to_datetime(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _json(answer: httpx.Response) -> object:
    """The body as JSON; null for one that is empty, or that says that it is something else."""
    data = b"".join(_bounded(answer))
    if not data.strip():
        return None
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        if "json" in answer.headers.get("Content-Type", ""):
            raise NotDone("The system answered with JSON that is broken.") from None
        return None


def _bounded(answer: httpx.Response) -> Iterator[bytes]:
    size, ends = 0, time.monotonic() + _SECONDS
    for part in answer.iter_bytes():
        size += len(part)
        if size > MOST_BYTES:
            raise NotDone(f"The system answered with more than {MOST_BYTES:,} bytes.", permanent=True)
        if time.monotonic() > ends:
            raise NotDone("The system did not answer in time.")
        yield part
