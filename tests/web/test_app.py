"""Putting the application together."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.settings import read_settings
from web.app import create_app

READY = "from web.app import create_app; print(create_app().test_client().get('/readyz').status_code)"


def test_the_application_opens_the_database_its_settings_name(database_url: str):
    app = create_app(settings=read_settings({"DATABASE_URL": database_url}))
    assert app.test_client().get("/readyz").status_code == 200
    app.extensions["store"].engine.dispose()


def test_the_size_of_what_may_be_sent_is_a_setting(database_url: str):
    app = create_app(settings=read_settings({"DATABASE_URL": database_url, "BPR_MAX_UPLOAD_BYTES": "10"}))
    response = app.test_client().post("/api/v1/session", json={"username": "a", "password": "b"})
    assert response.status_code == 413
    app.extensions["store"].engine.dispose()


@pytest.mark.slow
def test_without_a_database_named_it_starts_the_embedded_one_and_stops_it_at_its_end(tmp_path: Path):
    environ = {**os.environ, "DATABASE_URL": "", "BPR_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", READY], env=environ, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout.strip()) == (0, "200"), done.stderr
