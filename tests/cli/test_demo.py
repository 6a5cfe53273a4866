"""`bpr demo`, and `bpr serve` where the demo is: never in a council's own database, never beyond this machine."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address

import pytest
from click.testing import CliRunner, Result

from engine import demo
from engine.cli import main
from engine.people import services
from engine.store import Store, reading, unit_of_work

PASSWORD = "correct horse battery"


@pytest.fixture
def bpr(store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """`bpr` on the database of the test, which DATABASE_URL names."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("BPR_PORT", str(free.getsockname()[1]))
    return CliRunner()


def _load(store: Store, cases: int) -> None:
    with unit_of_work(store) as work:
        demo.load(work, PASSWORD, cases_wanted=cases)


def _refused(done: Result) -> str:
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    return done.output


def test_it_is_never_loaded_where_database_url_is_set(bpr: CliRunner, store: Store):
    assert "never where DATABASE_URL is set" in _refused(bpr.invoke(main, ["demo"]))
    with reading(store) as work:
        assert services(work) == []


def test_what_is_missing_of_its_year_is_made_wherever_it_was_loaded_and_nowhere_else(bpr: CliRunner, store: Store):
    assert "demo was not loaded here" in _refused(bpr.invoke(main, ["demo", "--go-on"]))

    _load(store, 2)
    assert bpr.invoke(main, ["demo", "--go-on"]).exit_code == 0
    with reading(store) as work:
        assert demo.council(work).cases_made == 2


@pytest.mark.parametrize("host", [str(IPv4Address(0)), str(IPv6Address(0))])
def test_beyond_this_machine_nothing_is_served_where_the_demo_is(bpr: CliRunner, store: Store, host: str):
    _load(store, 0)
    said = _refused(bpr.invoke(main, ["serve", "--host", host]))

    assert f"'{host}' is not listened on" in said
    assert "Use 127.0.0.1" in said
