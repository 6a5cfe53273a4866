"""The application: the only place where its parts are put together."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from importlib import import_module
from pkgutil import walk_packages

from flask import Blueprint, Flask
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader, PrefixLoader, UndefinedError

from api.mount import mount
from engine.migrations import migrate
from engine.settings import Settings, read_settings
from engine.store import Store, open_store
from web import pages
from web.demo import add_demo
from web.errors import add_error_pages
from web.forms import add_forms
from web.grouping import add_grouping
from web.layout import add_layout
from web.page import remember_form
from web.policy import add_policy
from web.said import add_said
from web.sent_twice import add_sent_twice
from web.static import add_static
from web.unsent import add_unsent
from web.wording import add_wording

_PATIENCE = timedelta(seconds=10)
"""How long a person waits for the database before they are told that too much is going on."""


def create_app(store: Store | None = None, settings: Settings | None = None) -> Flask:
    """The application, working on `store`; without one on the database that the settings name, or the embedded one."""
    settings = settings or read_settings()
    app = Flask("once-and-done", static_folder=None)
    mount(app, store or _open(settings), settings)
    _add_pages(app)
    return app


class NeverPrinted(ChainableUndefined):
    """What a template does not know may be asked for, as the GOV.UK components do, but never shown: it is a mistake."""

    def __str__(self) -> str:
        raise UndefinedError(f"A template shows {self._undefined_name!r}, which it was not given.")

    __html__ = __str__


def _add_pages(app: Flask) -> None:
    app.jinja_env.undefined = NeverPrinted
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader(
        [
            PackageLoader("web"),
            PrefixLoader(
                {
                    "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
                    "govuk_frontend_wtf": PackageLoader("govuk_frontend_wtf"),
                }
            ),
        ]
    )
    for add in (
        add_static,
        add_policy,
        add_said,
        add_wording,
        add_grouping,
        add_forms,
        add_layout,
        add_sent_twice,
        add_unsent,
        add_demo,
        add_error_pages,
    ):
        add(app)
    app.after_request(remember_form)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint, name=f"{blueprint.name}-pages")


def _blueprints() -> Iterator[Blueprint]:
    """The pages: each module of `web.pages` that has a blueprint called `pages`."""
    for module in walk_packages(pages.__path__, f"{pages.__name__}."):
        found = getattr(import_module(module.name), "pages", None)
        if isinstance(found, Blueprint):
            yield found


def _open(settings: Settings) -> Store:
    pool_size = settings.threads + 1
    if settings.database_url:
        return open_store(settings.database_url, pool_size=pool_size, patience=_PATIENCE)
    from engine.store.embedded import attach_or_start  # only those who need it load it

    running = ExitStack()
    atexit.register(running.close)
    server = running.enter_context(attach_or_start(settings, migrate))
    return open_store(server.url, pool_size=pool_size, patience=_PATIENCE)
