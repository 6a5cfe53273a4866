"""`Idempotency-Key`: a POST that is sent again gets the answer of the first time, and nothing is done twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from flask import Response, request

from api.work import work
from engine.errors import Refused
from engine.people import Actor
from engine.store import Answer, begin_once, keep_answer

HEADER = "Idempotency-Key"
_KEPT_HEADERS = ("Content-Type", "ETag", "Location")


def answer_once(actor: Actor, carry_out: Callable[[], Response]) -> Response:
    """Carry out the request, or answer as the first time when it is a POST with a key used before."""
    key = request.headers.get(HEADER)
    if key is None or request.method != "POST" or actor.user_id is None:
        return carry_out()
    if not 0 < len(key) <= 200 or not key.isprintable():
        raise Refused.at(HEADER, f"Give an {HEADER} of 1 to 200 printable characters, such as a UUID.")
    known = begin_once(work(), actor.user_id, key, _hash_of_request())
    if known is not None:
        return Response(known.body, known.status, dict(known.headers))
    response = carry_out()
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    keep_answer(work(), actor.user_id, key, Answer(response.status_code, headers, response.get_data()))
    return response


def _hash_of_request() -> str:
    digest = hashlib.sha256()
    for part in _parts_of_request():
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _parts_of_request() -> Iterator[bytes]:
    yield request.method.encode()
    yield request.full_path.encode()
    if request.mimetype != "multipart/form-data":
        yield request.get_data(cache=True)
        return
    for name, value in sorted(request.form.items(multi=True)):  # the boundary differs each time, the parts do not
        yield from (name.encode(), value.encode())
    for name, file in request.files.items(multi=True):
        yield from (name.encode(), (file.filename or "").encode(), file.stream.read())
        file.stream.seek(0)
