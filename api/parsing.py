"""Reading what was sent: JSON strictly, and unknown names refused wherever they stand."""

from __future__ import annotations

import marshmallow as ma
import orjson
from flask import Request
from webargs.core import missing
from webargs.flaskparser import FlaskParser, is_json_request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType


class StrictParser(FlaskParser):
    """Refuses unknown fields in every location, bodies that are not JSON, and JSON that the standard does not know."""

    def __init__(self) -> None:
        super().__init__(unknown=ma.RAISE)

    def _raw_load_json(self, req: Request) -> object:
        data = req.get_data(cache=True)
        if not data:
            return missing
        if not is_json_request(req):
            raise UnsupportedMediaType("Send the body as JSON, with the header Content-Type: application/json.")
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise BadRequest(f"The body is not valid JSON: line {error.lineno}, column {error.colno}.") from None
