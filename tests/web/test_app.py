"""Putting the application together."""

from __future__ import annotations

from engine.settings import read_settings
from web.app import create_app


def test_the_application_opens_the_database_its_settings_name(database_url: str):
    app = create_app(settings=read_settings({"DATABASE_URL": database_url}))
    assert app.test_client().get("/readyz").status_code == 200
    app.extensions["store"].engine.dispose()


def test_the_size_of_what_may_be_sent_is_a_setting(database_url: str):
    app = create_app(settings=read_settings({"DATABASE_URL": database_url, "BPR_MAX_UPLOAD_BYTES": "10"}))
    response = app.test_client().post("/api/v1/session", json={"username": "a", "password": "b"})
    assert response.status_code == 413
    app.extensions["store"].engine.dispose()
