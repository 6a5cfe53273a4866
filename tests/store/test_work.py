"""The unit of work: everything or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from engine.clock import FixedClock
from engine.store import Store, open_store, reading, replay, unit_of_work

pytestmark = pytest.mark.database


@pytest.fixture
def notes(store: Store) -> Iterator[Store]:
    with unit_of_work(store) as work:
        work.execute(text("CREATE TABLE note (words text)"))
    yield store
    with unit_of_work(store) as work:
        work.execute(text("DROP TABLE note"))


def _words(store: Store) -> list[str]:
    with reading(store) as work:
        return [row["words"] for row in work.rows(text("SELECT words FROM note"))]


def _write_and_fail(store: Store) -> None:
    with unit_of_work(store) as work:
        work.execute(text("INSERT INTO note VALUES ('half done')"))
        raise LookupError


def test_what_a_unit_of_work_wrote_is_there_when_it_ends(notes: Store):
    with unit_of_work(notes) as work:
        work.execute(text("INSERT INTO note VALUES ('kept')"))
    assert _words(notes) == ["kept"]


def test_nothing_of_a_unit_of_work_that_raised_is_kept(notes: Store):
    with pytest.raises(LookupError):
        _write_and_fail(notes)
    assert _words(notes) == []


def test_everything_in_a_unit_of_work_happens_at_one_moment_of_the_stores_clock(store: Store, clock: FixedClock):
    with unit_of_work(store) as work:
        assert work.now == clock.at
        assert work.value(text("SHOW timezone")) == "UTC"


def test_a_row_and_a_value_that_are_not_there_are_none(store: Store):
    with reading(store) as work:
        assert work.row(text("SELECT 1 WHERE false")) is None
        assert work.value(text("SELECT 1 WHERE false")) is None


def test_an_error_of_the_database_does_not_repeat_what_the_statement_was_given(store: Store):
    statement = text("SELECT * FROM nowhere WHERE words = :words")
    with pytest.raises(SQLAlchemyError) as caught, unit_of_work(store) as work:
        work.execute(statement, {"words": "the secret"})
    assert "nowhere" in str(caught.value)
    assert "the secret" not in str(caught.value)


def test_json_goes_in_and_comes_out_as_plain_data(store: Store):
    with reading(store) as work:
        assert work.value(text("""SELECT '{"a": [1, "é"]}'::jsonb""")) == {"a": [1, "é"]}


def test_what_is_replayed_is_part_of_the_same_transaction_at_its_own_moment(notes: Store, clock: FixedClock):
    earlier = clock.now() - timedelta(days=30)
    with unit_of_work(notes) as work:
        then = replay(work, earlier)
        then.execute(text("INSERT INTO note VALUES ('long ago')"))
        assert _words(notes) == [], "not before the whole unit of work is over"
        assert (work.replayed, then.replayed, then.now) == (False, True, earlier)

    assert _words(notes) == ["long ago"]


def test_who_has_waited_long_enough_for_a_lock_is_told(database_url: str, store: Store):
    hasty = open_store(database_url, patience=timedelta(milliseconds=50))
    with store.engine.begin() as holder:
        holder.execute(text("LOCK TABLE people_user"))
        with pytest.raises(OperationalError), reading(hasty) as work:
            work.value(text("SELECT count(*) FROM people_user"))
    hasty.engine.dispose()
