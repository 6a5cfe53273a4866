"""Two administrators who lock each other out at once: the second is refused, so that one of them is left."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.errors import Conflict
from engine.people import SYSTEM, Actor, Grant, change_user, remove_grant, user_by_id
from engine.store import Store, Work, reading, unit_of_work
from tests.council import person

ADMINISTRATOR = Grant("administrator")


def close(work: Work, other: Actor, by: Actor) -> None:
    change_user(work, other.user_id or 0, {"active": False}, by=by, row_version=1)


def take_the_role(work: Work, other: Actor, by: Actor) -> None:
    remove_grant(work, other.user_id or 0, ADMINISTRATOR, by=by)


@pytest.mark.parametrize("first", [close, take_the_role])
@pytest.mark.parametrize("second", [close, take_the_role])
def test_one_administrator_is_left_when_two_lock_each_other_out_at_once(store: Store, first, second):
    with unit_of_work(store) as work:
        one, two = (person(work, name, "administrator") for name in ("one", "two"))

    def meanwhile() -> None:
        with unit_of_work(store) as work:
            second(work, one, two)

    with ThreadPoolExecutor(1) as thread:
        with unit_of_work(store) as work:
            first(work, two, one)
            answer = thread.submit(meanwhile)
        with pytest.raises(Conflict, match="No administrator would be left"):
            answer.result(timeout=30)
    with reading(store) as work:
        left = user_by_id(work, one.user_id or 0)
    assert (left.active, left.grants) == (True, {ADMINISTRATOR})


def test_the_system_may_take_the_last_administrator_away(store: Store):
    with unit_of_work(store) as work:
        last = person(work, "last", "administrator")
        close(work, last, SYSTEM)
        assert not user_by_id(work, last.user_id or 0).active
