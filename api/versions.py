"""`If-Match`: a change says which version of a thing it was made for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.exceptions import PreconditionFailed, PreconditionRequired

_ETAG = re.compile(r'"(\d{1,9})"')


def if_match() -> int:
    """The row version in the header `If-Match`. Raises 428 without the header, 412 when it is no ETag of ours."""
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired("Send the header If-Match with the ETag of what you read and now change.")
    found = _ETAG.fullmatch(header.strip())
    if found is None:
        raise PreconditionFailed('The header If-Match holds no ETag of this API, which reads like "3".')
    return int(found[1])


def sent_version() -> int | None:
    """The row version in the header `If-Match` where sending it is a choice; None without the header."""
    return if_match() if "If-Match" in request.headers else None


def version_asked(body: Mapping[str, Any]) -> dict[str, Any]:
    """From when and why somebody adds a version of a thing, and the newest one they looked at, if they say so."""
    return {"valid_from": body["valid_from"], "reason": body["reason"], "if_newest": sent_version()}
