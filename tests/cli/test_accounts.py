"""`bpr user`, `bpr token` and `bpr migrate` against a database that DATABASE_URL names."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from engine.cli import main
from engine.migrations import head_revision, migrate
from engine.people import SYSTEM, actor_for_token, create_service, create_site, find_user, sign_in
from engine.store import Store, open_store, unit_of_work

PASSWORD = "correct horse battery"


@pytest.fixture
def bpr(store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """`bpr` on the database of the test, with nobody at the terminal."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BPR_PASSWORD", PASSWORD)
    with unit_of_work(store) as work:
        create_service(work, "highways", "Highways", by=SYSTEM)
        create_site(work, "north", "North office", by=SYSTEM)
    return CliRunner()


def test_an_account_is_added_with_its_password_and_its_roles(bpr: CliRunner, store: Store):
    words = ["user", "add", "ann", "--name", "Ann Other", "--role", "officer:highways:north", "--role", "analyst"]
    done = bpr.invoke(main, words)
    assert done.exit_code == 0, done.output
    with unit_of_work(store) as work:
        actor = sign_in(work, "ann", PASSWORD, "127.0.0.1").actor
    assert {(grant.role, grant.service_id is None, grant.site_id is None) for grant in actor.grants} == {
        ("officer", False, False),
        ("analyst", True, True),
    }
    assert "ann" in bpr.invoke(main, ["user", "list"]).output


def test_a_password_is_asked_for_when_the_environment_names_none(bpr: CliRunner, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("BPR_PASSWORD")
    done = bpr.invoke(main, ["user", "add", "ann", "--name", "Ann"], input=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("king", "'king' is not ROLE[:SERVICE[:SITE]]"),
        ("officer:roads", "There is no service with the key 'roads'."),
        ("officer:highways:south", "There is no site with the key 'south'."),
        ("officer:highways:north:more", "is not ROLE[:SERVICE[:SITE]]"),
    ],
)
def test_a_role_that_does_not_exist_adds_nobody(bpr: CliRunner, store: Store, role: str, said: str):
    done = bpr.invoke(main, ["user", "add", "ann", "--name", "Ann", "--role", role])
    assert done.exit_code == 1
    assert said in done.output
    with unit_of_work(store) as work:
        assert find_user(work, "ann") is None


def test_a_token_is_printed_once_and_opens_the_account(bpr: CliRunner, store: Store):
    bpr.invoke(main, ["user", "add", "robot", "--name", "Robot", "--role", "service_account", "--no-password"])
    done = bpr.invoke(main, ["token", "add", "robot", "--name", "nightly load"])
    assert done.exit_code == 0, done.output
    with unit_of_work(store) as work:
        assert actor_for_token(work, done.output.strip()).username == "robot"


def test_a_token_for_nobody_says_what_to_do(bpr: CliRunner):
    done = bpr.invoke(main, ["token", "add", "nobody-here"])
    assert (done.exit_code, done.output) == (
        1,
        "Error: There is no account 'nobody-here'. 'bpr user add' makes one.\n",
    )


def test_a_database_that_was_not_migrated_is_not_worked_on(bpr: CliRunner, store: Store):
    with unit_of_work(store) as work:
        revision = work.value(text("UPDATE alembic_version SET version_num = '0001' RETURNING version_num"))
    try:
        done = bpr.invoke(main, ["user", "list"])
        assert done.exit_code == 1
        assert (
            f"is at revision {revision}, this program needs {head_revision()}. Run 'bpr migrate' first." in done.output
        )
    finally:
        with unit_of_work(store) as work:
            work.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head_revision()})


def test_migrating_twice_changes_nothing(bpr: CliRunner, database_url: str):
    migrate(database_url)
    done = bpr.invoke(main, ["migrate"])
    assert (done.exit_code, done.output) == (0, f"The database is at revision {head_revision()}.\n")


def test_a_database_of_a_newer_program_is_left_alone(bpr: CliRunner, store: Store, database_url: str):
    with unit_of_work(store) as work:
        work.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        done = bpr.invoke(main, ["migrate"])
        assert done.exit_code == 1
        assert "migrated by a newer version of this program" in done.output
    finally:
        with unit_of_work(store) as work:
            work.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head_revision()})
        open_store(database_url).engine.dispose()
