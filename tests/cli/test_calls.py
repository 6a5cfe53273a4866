"""`bpr calls import`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from engine.contacts import calls_handled
from engine.store import Store, reading


@pytest.fixture
def run(store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Import a file with these lines: exit code and what was said."""
    monkeypatch.setenv("DATABASE_URL", database_url)

    def import_(*lines: str) -> tuple[int, str]:
        file = tmp_path / "calls.csv"
        file.write_text("\n".join(["date,line,office,calls", *lines]))
        done = CliRunner().invoke(main, ["calls", "import", str(file)])
        return done.exit_code, done.output

    return import_


def test_counts_are_kept_and_those_of_the_same_line_and_day_replaced(run, store: Store):
    assert run("2026-11-02,Main,front,120", "2026-11-02,Depot,other,30") == (0, "2 counts kept.\n")
    assert run("2026-11-02,Main,front,70") == (0, "1 counts kept.\n")
    with reading(store) as work:
        assert calls_handled(work, date(2026, 11, 1), date(2026, 12, 1)) == (70, 100)


def test_a_line_that_cannot_be_read_is_named_and_nothing_is_kept(run, store: Store):
    code, said = run("2026-11-02,Main,front,120", "2 November,Main,front,1")
    assert code == 1
    assert "line 3: Write the date as 2026-11-18" in said
    with reading(store) as work:
        assert calls_handled(work, date(2026, 11, 1), date(2026, 12, 1)) == (0, 0)
