"""docs/jobs.md: what it shows is done as it stands there, with the API and with a real web server."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine import connectors, executor
from engine.cases.jobs.opening import RETRIES
from engine.connectors import http
from engine.people import SYSTEM, issue_token
from engine.settings import read_settings
from engine.store import Store, unit_of_work
from tests.jobs import program
from tests.serving import Reply, Served

PAGE = (Path(__file__).parents[2] / "docs" / "jobs.md").read_text("utf-8")
MODELS = [block for block in re.findall(r"```xml\n(.*?)```", PAGE, re.DOTALL)]
FETCH = re.search(r"POST (/api/v1/jobs/fetch)\n(\{.*\})\n", PAGE)
ROWS = re.findall(r"`POST (/api/v1/jobs/7/(\w+))` \| `(\{.*?\})`[;| ]", PAGE)


@pytest.fixture
def gateway(app, store: Store) -> FlaskClient:
    """A client with the token of a program."""
    actor = program(store)
    with unit_of_work(store) as work:
        token = issue_token(work, actor.user_id or 0, "test", SYSTEM)
    client: FlaskClient = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def test_the_page_shows_every_way_to_answer():
    assert sorted(name for _, name, _ in ROWS) == ["complete", "error", "extend", "fail"]


@pytest.mark.parametrize(("address", "name", "body"), ROWS, ids=[name for _, name, _ in ROWS])
def test_a_program_does_what_the_page_says(found, begin, gateway: FlaskClient, address: str, name: str, body: str):
    inside = re.search(r"<bpmn:extensionElements>(.*)</bpmn:extensionElements>", MODELS[0], re.DOTALL)
    council = found(inside[1])
    begin(council, amount=12)

    fetched = gateway.post(FETCH[1], json=json.loads(FETCH[2]))

    (job,) = fetched.json["items"]
    shown = re.search(r'^\{"items": \[\{(.*?)\}\]\}$', PAGE, re.DOTALL | re.MULTILINE)
    assert set(job) == set(re.findall(r'"(\w+)": ', shown[1])) - {"amount"}
    assert job["inputs"] == {"amount": 12}
    answer = gateway.post(address.replace("/7/", f"/{job['id']}/"), json=json.loads(body))
    assert answer.status_code == 200, answer.text
    assert answer.json["id"] == job["id"]


def test_the_call_of_the_page_is_made(store: Store, server: Served, found, begin, data):
    server.answer = lambda _asked: Reply(200, b'{"balance": 3}')
    council = found(MODELS[1].replace("https://api.example.org", server.url).replace("+ account", "+ payer"))
    case_id = begin(council, payer="A-1")
    secret = re.search(r"`(BPR_SECRET_PAYMENTS)=(\S+) (.*?)…`", PAGE)
    settings = read_settings({"BPR_HTTP_HOSTS": server.url, secret[1]: f"{server.host} {secret[3]}"})

    executor.do_due_jobs(store, settings)

    assert data(council, case_id)["balance"] == 3
    (asked,) = server.calls
    assert (asked.path, asked.headers["Authorization"]) == ("/accounts/A-1", "Bearer abc")
    assert len(asked.headers["Idempotency-Key"]) == 36


def test_the_functions_of_the_page_are_those_there_are():
    rows = re.findall(r"^\| `bpr:([\w-]+)` \| (.*?) \| (.*?) \|$", PAGE, re.MULTILINE)
    told = {
        name: (set(re.findall(r"`(\w+)`", takes)), set(re.findall(r"`(\w+)`", gives))) for name, takes, gives in rows
    }
    assert told == {
        name: ({field.key for field in one.TAKES}, {field.key for field in one.GIVES})
        for name, one in connectors.functions().items()
    }


def test_its_numbers_are_those_of_the_program():
    assert f"{RETRIES} where nothing is said" in PAGE
    assert f"{http.MOST_BYTES:,} bytes" in PAGE
    assert f"may take {executor.LONGEST.total_seconds():g} seconds" in PAGE
