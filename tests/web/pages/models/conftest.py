"""Who uploads and marks models in the tests."""

from __future__ import annotations

import io

import pytest

from engine.store import unit_of_work
from tests.council import person


@pytest.fixture
def ana(council, store):
    """An analyst of the council's service."""
    with unit_of_work(store) as work:
        return person(work, "ana", "analyst", service_id=council.service_id)


@pytest.fixture
def analyst(ana, browser):
    """The browser of that analyst."""
    return browser(ana)


@pytest.fixture
def upload(analyst, council):
    """`upload(b"…")` sends a decision file as the page does, and gives the answer."""

    def send(data: bytes, **fields: object):
        about = {"service_id": str(council.service_id), "file": (io.BytesIO(data), "rules.dmn"), **fields}
        return analyst.send("/decisions/upload", about, content_type="multipart/form-data")

    return send


@pytest.fixture
def put(upload):
    """`put(b"…")` is the address of a decision file that was uploaded."""
    return lambda data, **fields: upload(data, **fields).headers["Location"]
