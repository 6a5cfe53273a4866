"""Files in and out: a name is shown, never trusted; what is sent out is a download, never a page."""

from __future__ import annotations

import re

from flask import Response
from werkzeug.datastructures import FileStorage

_SAFE = re.compile(r"[^A-Za-z0-9._-]+")


def name_of(file: FileStorage) -> str:
    """The name a file was sent under, without folders and control characters, 200 characters at most."""
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in name if character.isprintable())[:200]


def attachment(data: bytes, name: str, content_type: str = "application/octet-stream") -> Response:
    """A file to be saved under `name`, whatever a browser would make of its bytes."""
    safe = _SAFE.sub("-", name).strip("-") or "file"
    return Response(data, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{safe}"'})
