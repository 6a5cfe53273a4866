"""The application: the only place where its parts are put together."""

from __future__ import annotations

import atexit
from contextlib import ExitStack

from flask import Flask

from api.mount import mount
from engine.migrations import migrate
from engine.settings import Settings, read_settings
from engine.store import Store, open_store


def create_app(store: Store | None = None, settings: Settings | None = None) -> Flask:
    """The application, working on `store`; without one on the database that the settings name, or the embedded one."""
    settings = settings or read_settings()
    app = Flask("once-and-done", static_folder=None)
    mount(app, store or _open(settings), settings)
    return app


def _open(settings: Settings) -> Store:
    pool_size = settings.threads + 1
    if settings.database_url:
        return open_store(settings.database_url, pool_size=pool_size)
    from engine.store.embedded import attach_or_start  # only those who need it load it

    running = ExitStack()
    atexit.register(running.close)
    server = running.enter_context(attach_or_start(settings, migrate))
    return open_store(server.url, pool_size=pool_size)
