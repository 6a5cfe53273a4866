"""What watches over a running service."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from engine.settings import read_settings
from engine.store import Store, open_store, unit_of_work
from tests.api.checking import assert_problem
from web.app import create_app


def test_the_process_is_healthy_and_ready(client: FlaskClient):
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json["status"] == "ready"


def test_without_its_database_it_is_healthy_but_not_ready():
    nowhere = open_store("postgresql://nobody@127.0.0.1:1/nothing")
    lost = create_app(nowhere, read_settings({})).test_client()
    assert lost.get("/healthz").status_code == 200
    assert_problem(lost.get("/readyz"), 503, "does not answer")
    assert_problem(lost.get("/api/v1/me", headers={"Authorization": "Bearer x"}), 503, "Try again")


def test_a_database_of_another_revision_is_not_ready(client: FlaskClient, store: Store):
    with unit_of_work(store) as work:
        kept = work.value(text("SELECT version_num FROM alembic_version"))
        work.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    try:
        assert_problem(client.get("/readyz"), 503, "bpr migrate")
    finally:
        with unit_of_work(store) as work:
            work.execute(text("UPDATE alembic_version SET version_num = :kept"), {"kept": kept})


def test_requests_are_counted_by_route_and_status_and_never_by_person(client: FlaskClient, as_user):
    admin = as_user("administrator")
    admin.get("/api/v1/users/424242424242")
    client.get("/nothing/secret-name")
    told = client.get("/metrics").text
    assert 'bpr_http_requests_total{method="GET",route="/api/v1/users/<id:number>",status="404"}' in told
    assert 'route="none",status="404"' in told
    assert 'bpr_http_request_seconds_count{method="GET",route="/api/v1/users/<id:number>"}' in told
    assert "secret-name" not in told
    assert "424242424242" not in told


def test_several_processes_add_up_where_a_folder_is_named(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    response = app.test_client().get("/metrics")
    assert response.status_code == 200
    assert response.text == ""
