"""Files that come with a form and files that pages answer."""

from __future__ import annotations

from flask import Response, request
from werkzeug.datastructures import FileStorage

from api.files import attachment, name_of

__all__ = ["attachment", "model_file", "name_of", "sent_files"]


def sent_files(field: str) -> list[FileStorage]:
    """The files chosen in a field of the form that was sent; browsers send an empty one when none was chosen."""
    return [file for file in request.files.getlist(field) if file.filename]


def model_file(data: bytes) -> Response:
    """A model for the page's own scripts to draw: never shown by the browser as a page, asked for again only if new."""
    response = attachment(data, "model.bpmn", "application/xml; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
