"""Files in and out: a name is shown, never trusted; what is sent out is a download, never a page."""

from __future__ import annotations

import re

from flask import Response, request
from werkzeug.datastructures import FileStorage

from engine import sheets
from engine.errors import Problem, Refused

SHEET_TYPES = {
    sheets.CSV: "text/csv; charset=utf-8",
    sheets.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What a spreadsheet is sent as, by its kind."""
_SAFE = re.compile(r"[^A-Za-z0-9._-]+")


def name_of(file: FileStorage) -> str:
    """The name a file was sent under, without folders and control characters, 200 characters at most."""
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in name if character.isprintable())[:200]


def check_single(*names: str) -> None:
    """Raise Refused when the request holds more than one file under one of these names: none is left out silently."""
    problems = tuple(
        Problem(name, f"There are {len(sent)} files here. Send them one at a time.")
        for name in names
        if len(sent := request.files.getlist(name)) > 1
    )
    if problems:
        raise Refused("One file at a time is taken here.", problems)


def attachment(data: bytes, name: str, content_type: str = "application/octet-stream") -> Response:
    """A file to be saved under `name`, whatever a browser would make of its bytes."""
    safe = _SAFE.sub("-", name).strip("-") or "file"
    return Response(data, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{safe}"'})
