"""Putting the API onto an application."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from flask import Flask

from api import resources
from api.auth import refuse_undeclared
from api.errors import register_errors
from api.headers import add_headers
from api.metrics import add_metrics
from api.openapi import add_openapi
from api.replies import use_orjson
from api.resource import Resource
from api.service import service
from engine.settings import Settings
from engine.store import Store


def mount(app: Flask, store: Store, settings: Settings) -> None:
    """Let `app` answer `/api/v1` with every resource found in its place, working on `store`."""
    app.config["MAX_CONTENT_LENGTH"] = settings.max_upload_bytes
    app.extensions["store"] = store
    app.extensions["settings"] = settings
    use_orjson(app)
    add_metrics(app)
    add_headers(app)
    app.before_request(refuse_undeclared)
    openapi = add_openapi(app)
    for resource in _resources():
        openapi.register_blueprint(resource.blueprint)
    app.register_blueprint(service)
    register_errors(app)


def _resources() -> Iterator[Resource]:
    for module in iter_modules(resources.__path__, f"{resources.__name__}."):
        found = getattr(import_module(module.name), "resource", None)
        if isinstance(found, Resource):
            yield found
