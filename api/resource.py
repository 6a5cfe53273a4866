"""One noun of the API: its routes, each with who may use it, what it takes and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Literal, Required, TypedDict, Unpack

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema

from api.auth import PUBLIC, permission, public
from api.parsing import StrictParser

View = Callable[..., Response]
Shape = type[Schema]
Declare = Callable[[View], View]
_LOCATIONS: tuple[Literal["query", "form", "files", "body"], ...] = ("query", "form", "files", "body")
_MARKS: tuple[Literal["permission", "if_match", "throttled"], ...] = ("permission", "if_match", "throttled")


class Route(TypedDict, total=False):
    """What a route declares.

    `permission`: an action, `SIGNED_IN` or `PUBLIC`. `body` (JSON), `query`, `form`, `files`: the shapes of what it
    takes. `answer`: the shape of what it answers, `status` with which status (200), `also` other answers by status.
    `produces`: the media type of an answer that is not JSON. `if_match`: whether it needs
    the header `If-Match`, or takes it ("optional"). `throttled`: whether it asks for a password,
    and refuses when that was wrong too often.
    """

    permission: Required[str]
    body: Shape
    query: Shape
    form: Shape
    files: Shape
    answer: Shape
    status: int
    also: Mapping[int, Shape]
    produces: str
    if_match: Literal[True, False, "optional"]
    throttled: bool


class Resource:
    """Routes below `/api/v1/<noun>`. A file in `api/resources` has one, called `resource`; it is found by its place.

    A view takes the parts of its path by name, and what it declared of `query`, `body`, `form` and `files`, checked
    and loaded, by these names. Its docstring is its description.
    """

    def __init__(self, noun: str, description: str) -> None:
        self.blueprint: Any = Blueprint(noun, __name__, url_prefix=f"/api/v1/{noun}", description=description)
        self.blueprint.ARGUMENTS_PARSER = StrictParser()

    def get(self, rule: str = "", **route: Unpack[Route]) -> Declare:
        """A route that reads."""
        return self._route("GET", rule, route)

    def post(self, rule: str = "", **route: Unpack[Route]) -> Declare:
        """A route that does something."""
        return self._route("POST", rule, route)

    def put(self, rule: str = "", **route: Unpack[Route]) -> Declare:
        """A route that puts one thing in the place of another."""
        return self._route("PUT", rule, route)

    def patch(self, rule: str = "", **route: Unpack[Route]) -> Declare:
        """A route that changes parts of a thing."""
        return self._route("PATCH", rule, route)

    def delete(self, rule: str = "", **route: Unpack[Route]) -> Declare:
        """A route that ends or removes a thing."""
        return self._route("DELETE", rule, route)

    def _route(self, method: str, rule: str, route: Route) -> Declare:
        def register(view: View) -> View:
            documented = self._parsed(view, {name: route[name] for name in _LOCATIONS if name in route})
            documented = self._answering(documented, route)
            marks = {f"x-{name.replace('_', '-')}": route.get(name, False) for name in _MARKS}
            documented = self.blueprint.doc(**marks)(documented)
            self.blueprint.route(rule, methods=[method])(_guard(route["permission"])(documented))
            return view

        return register

    def _answering(self, view: View, route: Route) -> View:
        """The view with what it answers written to its documentation. What it returns is a response already."""
        produces = route.get("produces")
        shape = route.get("answer") or (None if produces is None else {"type": "string", "format": "binary"})
        documented: View = self.blueprint.response(route.get("status", 200), shape, content_type=produces)(view)
        for status, other in route.get("also", {}).items():
            documented = self.blueprint.alt_response(status, schema=other)(documented)
        return documented

    def _parsed(self, view: View, taken: Mapping[str, Shape]) -> View:
        """The view behind the parsers of what it takes, which hand on by position what a view takes by name."""
        names = [name for name in _LOCATIONS if name in taken]

        @wraps(view)
        def by_name(*loaded: object, **path: object) -> Response:
            return view(**path, **dict(zip(names, loaded, strict=True)))

        parsed: View = by_name
        for name in reversed(names):
            schema = taken[name]()  # one for all requests: the class would be made into a schema anew for each
            parsed = self.blueprint.arguments(schema, location="json" if name == "body" else name)(parsed)
        return parsed


def _guard(action: str) -> Callable[[View], View]:
    return public if action == PUBLIC else permission(action)
