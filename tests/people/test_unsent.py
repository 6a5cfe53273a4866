"""What was typed into forms that were not sent in time: whose it is, and how long it is kept."""

from __future__ import annotations

from datetime import timedelta

from engine.clock import FixedClock
from engine.people import forget_old_unsent, forget_unsent, keep_unsent, move_unsent, unsent
from engine.people.unsent import MOST
from engine.store import Store, unit_of_work
from tests.council import Council

WORDS = (("name", "Wren"), ("tags", "a"), ("tags", "b"))


def test_words_are_kept_as_they_were_for_their_person_alone(store: Store, council: Council):
    mine, other = council.adviser.user_id, council.colleague.user_id
    assert mine is not None
    assert other is not None
    with unit_of_work(store) as work:
        keep_unsent(work, mine, "/a?b=c", "/a", WORDS)
        (kept,) = unsent(work, mine)
        assert (kept.page, kept.address, kept.words) == ("/a?b=c", "/a", WORDS)
        assert unsent(work, other) == ()
        move_unsent(work, kept.id, "/d")
        assert unsent(work, mine)[0].page == "/d"
        forget_unsent(work, other, kept.id)
        assert len(unsent(work, mine)) == 1
        forget_unsent(work, mine, kept.id)
        assert unsent(work, mine) == ()


def test_the_same_words_are_kept_once_and_no_more_than_a_few_forms(store: Store, council: Council):
    user_id = council.adviser.user_id
    assert user_id is not None
    with unit_of_work(store) as work:
        for number in (*range(MOST + 2), MOST + 1):
            keep_unsent(work, user_id, "/a", "/a", [("n", str(number))])
        assert [one.words[0][1] for one in unsent(work, user_id)] == [str(number) for number in range(2, MOST + 2)]


def test_after_a_day_nothing_is_left(store: Store, council: Council, clock: FixedClock):
    user_id = council.adviser.user_id
    assert user_id is not None
    with unit_of_work(store) as work:
        keep_unsent(work, user_id, "/a", "/a", WORDS)
    clock.advance(timedelta(days=1))
    with unit_of_work(store) as work:
        assert unsent(work, user_id) == ()
        forget_old_unsent(work)
    clock.advance(timedelta(days=-1))
    with unit_of_work(store) as work:
        assert unsent(work, user_id) == ()
