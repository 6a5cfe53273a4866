"""Case, list and dashboard pages at the size of the demo: the whole page, beside nothing but its own statements."""

from __future__ import annotations

from statistics import quantiles
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from engine import demo
from engine.settings import read_settings
from engine.store import Store, reading, unit_of_work
from tests.bench.databases import Databases
from tests.bench.measuring import Timed, recording, timed
from web.app import create_app

_PAGES = (
    ("worklist", "ada.adviser", "/tasks"),
    ("worklist_of_back_office", "ron.revenues", "/tasks"),
    ("case", "ada.adviser", "/cases/{case}"),
    ("cases", "ada.adviser", "/cases"),
    ("contacts", "ada.adviser", "/contacts"),
    ("results", "rita.revenues", "/results"),
    ("results_of_process", "rita.revenues", "/results/processes/{process}"),
    ("transfers", "rita.revenues", "/transfers"),
)
_BUSY_CASE = text("SELECT case_id FROM audit_entry WHERE case_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
_PROCESS = text("SELECT id FROM definition_process WHERE key LIKE '%council%tax%'")


def measure_pages(databases: Databases, *, cases: int, repeats: int) -> dict[str, Any]:
    """Milliseconds, median and 95th of 100, for each page with a history of `cases` cases."""
    with databases.fresh() as url:
        store = databases.open(url)
        with unit_of_work(store) as work:
            demo.load(work, "three-random-words", cases_wanted=cases)
        demo.make_history(store)
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        app = create_app(store, read_settings({"BPR_DATA": "/nonexistent"}))
        numbers = _numbers(store)
        found: dict[str, Any] = {"size": cases}
        for name, username, path in _PAGES:
            found[name] = _measure(
                store, _signed_in(store, app.test_client(), username), path.format(**numbers), repeats
            )
        databases.close()
    return found


def _measure(store: Store, client: FlaskClient, path: str, repeats: int) -> dict[str, Any]:
    client.get(path)
    with recording(store.engine) as recorder:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    statements = [statement for transaction in recorder.transactions for statement in transaction]
    with timed(store.engine) as page:
        for _ in range(repeats):
            with page.action():
                client.get(path)
    floor = _floor(store.engine, statements, repeats)
    return {
        "statements": len(statements),
        "median_ms": page.wall_ms,
        "p95_ms": _p95(page),
        "floor_median_ms": floor.wall_ms,
        "page_over_floor": page.wall_ms / floor.wall_ms,
    }


def _floor(engine: Engine, statements: list[tuple[str, Any]], repeats: int) -> Timed:
    """The page's own statements in one transaction, their rows thrown away."""
    with timed(engine) as found:
        for _ in range(repeats):
            with found.action(), engine.connect() as connection:
                for statement, parameters in statements:
                    result = connection.exec_driver_sql(statement, parameters)
                    if result.returns_rows:
                        result.all()
    return found


def _p95(found: Timed) -> float:
    return quantiles(found.wall, n=20)[-1] * 1000


def _signed_in(store: Store, client: FlaskClient, username: str) -> FlaskClient:
    with unit_of_work(store) as work:
        session = demo.become(work, username)
    client.set_cookie("bpr_session", session.token)
    return client


def _numbers(store: Store) -> dict[str, int]:
    with reading(store) as work:
        return {"case": work.value(_BUSY_CASE), "process": work.value(_PROCESS)}
