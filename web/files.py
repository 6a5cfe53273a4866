"""Files that come with a form and files that pages answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import FileField, ValidationError

from api.files import SHEET_TYPES, attachment, name_of

__all__ = ["SHEET_TYPES", "attachment", "ending", "model_file", "name_of", "one_file", "sent_files"]


def sent_files(field: str) -> list[FileStorage]:
    """The files chosen in a field of the form that was sent; browsers send an empty one when none was chosen."""
    return [file for file in request.files.getlist(field) if file.filename]


def one_file(ask: str, kinds: Sequence[str] = ()) -> Callable[[FlaskForm, FileField], None]:
    """A validator of a field for one file, with an ending of these `kinds` if there are any; it refuses with `ask`."""

    def check(_form: FlaskForm, field: FileField) -> None:
        files = sent_files(field.name)
        if len(files) != 1 or (kinds and ending(name_of(files[0])) not in kinds):
            raise ValidationError(ask)

    return check


def ending(file_name: str) -> str:
    """What a file's name ends with after its last dot, in small letters: `csv`."""
    return file_name.lower().rpartition(".")[2]


def model_file(data: bytes) -> Response:
    """A model for the page's own scripts to draw: never shown by the browser as a page, asked for again only if new."""
    response = attachment(data, "model.bpmn", "application/xml; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
