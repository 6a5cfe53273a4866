"""Fields of the API's shapes, stricter than marshmallow's own: a number is a JSON number, a text holds no NUL.

No text holds what looks like a payment card number either.

What a shape says is what its documentation shows, so each takes a `description`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypedDict, Unpack

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from engine.forms import looks_like_card

LARGEST_ID = 2**63 - 1
Answers = Mapping[str, Any] | None


class Options(TypedDict, total=False):
    """What any field may be given besides its description."""

    required: bool
    allow_none: bool
    load_default: object
    attribute: str
    data_key: str


class Shape(Schema):
    """What is answered, or taken as a body, form or query. Unknown fields are refused."""

    class Meta:
        """How it reads and shows."""

        unknown = RAISE


class _Secret(fields.String):
    def _deserialize(self, value: object, attr: str | None, data: Answers, **kwargs: object) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text is not None and "\x00" in text:
            raise ValidationError("This holds a character that cannot be stored (NUL). Take it out.")
        return str(text)


class _Text(_Secret):
    def _deserialize(self, value: object, attr: str | None, data: Answers, **kwargs: object) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if looks_like_card(text):
            raise ValidationError(
                "This looks like a payment card number. Take it out: card details are never kept here."
            )
        return text


class _Number(fields.Integer):
    def _deserialize(self, value: object, attr: str | None, data: Answers, **kwargs: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class _QueryNumber(fields.Integer):
    def _deserialize(self, value: object, attr: str | None, data: Answers, **kwargs: object) -> int:
        if not (isinstance(value, str) and value.isascii() and value.isdigit()):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class _Flag(fields.Boolean):
    def _deserialize(self, value: object, attr: str | None, data: Answers, **kwargs: object) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def text(description: str, *, longest: int = 2000, shortest: int = 0, **more: Unpack[Options]) -> fields.String:
    """Text of `shortest` to `longest` characters."""
    return _Text(validate=validate.Length(shortest, longest), metadata={"description": description}, **more)


def secret(description: str, *, longest: int = 200, **more: Unpack[Options]) -> fields.String:
    """A password: kept by its hash alone, so it may look like anything."""
    return _Secret(validate=validate.Length(0, longest), metadata={"description": description}, **more)


def choice(description: str, values: Iterable[str], **more: Unpack[Options]) -> fields.String:
    """One of `values`."""
    allowed = list(values)
    error = f"Choose one of: {', '.join(filter(None, allowed))}."
    return _Text(validate=validate.OneOf(allowed, error=error), metadata={"description": description}, **more)


def number(description: str, *, least: int = 0, most: int = LARGEST_ID, **more: Unpack[Options]) -> fields.Integer:
    """A whole number in a JSON body or answer."""
    return _Number(validate=validate.Range(least, most), metadata={"description": description}, **more)


def reference(description: str, **more: Unpack[Options]) -> fields.Integer:
    """The id of something, in a JSON body or answer."""
    return number(description, least=1, **more)


def flag(description: str, **more: Unpack[Options]) -> fields.Boolean:
    """Yes or no, in a JSON body or answer."""
    return _Flag(metadata={"description": description}, **more)


def moment(description: str, **more: Unpack[Options]) -> fields.AwareDateTime:
    """A moment: ISO 8601 with an offset; answered in UTC."""
    return fields.AwareDateTime(format="iso", metadata={"description": description}, **more)


def day(description: str, **more: Unpack[Options]) -> fields.Date:
    """A date: ISO 8601."""
    return fields.Date(format="iso", metadata={"description": description}, **more)


def several(of: fields.Field[Any], description: str, *, most: int = 500, **more: Unpack[Options]) -> fields.List[Any]:
    """A list of at most `most` of a field."""
    return fields.List(of, validate=validate.Length(max=most), metadata={"description": description}, **more)


def part(shape: type[Schema], description: str, *, many: bool = False, **more: Unpack[Options]) -> fields.Nested:
    """Another shape inside this one; with `many` a list of them."""
    return fields.Nested(shape, many=many, metadata={"description": description}, **more)


def upload(description: str) -> fields.Raw:
    """A file that has to be sent with a form."""
    return fields.Raw(required=True, metadata={"type": "string", "format": "binary", "description": description})


def anything(description: str, **more: Unpack[Options]) -> fields.Dict:
    """A JSON object of names and values that are checked elsewhere."""
    return fields.Dict(keys=fields.String(), metadata={"description": description}, **more)


def query_number(
    description: str, *, least: int = 1, most: int = LARGEST_ID, **more: Unpack[Options]
) -> fields.Integer:
    """A whole number in a query."""
    return _QueryNumber(validate=validate.Range(least, most), metadata={"description": description}, **more)


def query_flag(description: str, **more: Unpack[Options]) -> fields.Boolean:
    """`true` or `false` in a query."""
    return fields.Boolean(truthy={"true"}, falsy={"false"}, metadata={"description": description}, **more)


class Reasoned(Shape):
    """Why it is done."""

    reason = text("Why.", required=True, longest=1000)


class PageQuery(Shape):
    """Which page of a list: `limit` rows, from `cursor` on."""

    limit = query_number("How many at most.", most=200, load_default=50)
    cursor = text("The next_cursor of the page before.", load_default="", longest=500)


@cache
def page_of(shape: type[Schema]) -> type[Schema]:
    """The shape of one page of a list of `shape`."""
    return Shape.from_dict(
        {
            "items": part(shape, "The rows of this page.", many=True, required=True),
            "next_cursor": text("Where the next page begins; null on the last.", allow_none=True, required=True),
        },
        name=f"{shape.__name__}Page",
    )
