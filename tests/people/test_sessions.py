"""How long a session goes on, and what is kept for the person whose session has timed out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import audit
from engine.clock import FixedClock
from engine.errors import NotSignedIn
from engine.people import (
    IDLE_MINUTES,
    REMEMBERED,
    SESSION_HOURS,
    SYSTEM,
    Session,
    actor_for_session,
    begin_session,
    change_user,
    create_user,
    owner_of_ended_session,
    session_by_token,
    set_password,
    set_shared_password,
    sign_in,
    sign_out,
    touch_session,
)
from engine.store import Store, unit_of_work

IDLE = timedelta(minutes=IDLE_MINUTES)


@pytest.fixture
def session(store: Store) -> Session:
    """A session that has just begun."""
    with unit_of_work(store) as work:
        made = create_user(work, "amina", "Amina", by=SYSTEM)
        set_password(work, made.id, "correct horse battery", by=SYSTEM)
        return sign_in(work, "amina", "correct horse battery", "192.0.2.1")


def is_over(store: Store, token: str) -> bool:
    with unit_of_work(store) as work:
        try:
            return actor_for_session(work, token).name != "Amina"
        except NotSignedIn:
            return True


def keep_for(store: Store, token: str) -> int | None:
    with unit_of_work(store) as work:
        return owner_of_ended_session(work, token)


def test_a_session_in_which_nobody_does_anything_ends(store: Store, session: Session, clock: FixedClock):
    clock.advance(IDLE - timedelta(seconds=1))
    assert not is_over(store, session.token)
    clock.advance(timedelta(seconds=1))
    assert is_over(store, session.token)
    with unit_of_work(store) as work, pytest.raises(NotSignedIn, match="Sign in again"):
        touch_session(work, session.token)


def test_what_its_person_does_keeps_it_going_and_what_a_page_asks_by_itself_does_not(
    store: Store, session: Session, clock: FixedClock
):
    clock.advance(IDLE - timedelta(minutes=5))
    with unit_of_work(store) as work:
        assert session_by_token(work, session.token).ends_at == clock.now() + timedelta(minutes=5)
        assert touch_session(work, session.token).ends_at == clock.now() + IDLE
    clock.advance(IDLE - timedelta(minutes=5))
    assert not is_over(store, session.token)
    clock.advance(timedelta(minutes=5))
    assert is_over(store, session.token)


def test_no_session_goes_on_for_longer_than_its_hours(store: Store, session: Session, clock: FixedClock):
    for _ in range(SESSION_HOURS * 60 // 25 - 1):
        clock.advance(timedelta(minutes=25))
        with unit_of_work(store) as work:
            assert touch_session(work, session.token).ends_at <= session.expires_at
    assert not is_over(store, session.token)
    clock.advance(session.expires_at - clock.now())
    assert is_over(store, session.token)
    assert keep_for(store, session.token) == session.actor.user_id


def test_being_active_is_written_once_a_minute_and_waits_for_nobody(
    store: Store, session: Session, clock: FixedClock, statements
):
    clock.advance(timedelta(seconds=59))
    with unit_of_work(store) as work, statements() as seen:
        touch_session(work, session.token)
    assert len(seen) == 1
    clock.advance(timedelta(seconds=1))
    with unit_of_work(store) as first, unit_of_work(store) as second, statements() as seen:
        touch_session(first, session.token)
        second.execute(text("SET LOCAL lock_timeout = '100ms'"))
        touch_session(second, session.token)
    assert len(seen) == 5


def test_only_a_session_that_timed_out_says_for_whom_to_keep_words_and_only_for_a_day(
    store: Store, session: Session, clock: FixedClock
):
    assert keep_for(store, session.token) is None
    clock.advance(IDLE)
    assert keep_for(store, session.token) == session.actor.user_id
    assert keep_for(store, "unknown") is None
    clock.advance(REMEMBERED)
    assert keep_for(store, session.token) is None


@pytest.mark.parametrize("end", ["sign out", "new password", "closed account"])
def test_nothing_is_kept_once_the_person_or_an_administrator_ended_it(
    store: Store, session: Session, clock: FixedClock, end: str
):
    user_id = session.actor.user_id
    clock.advance(IDLE)
    with unit_of_work(store) as work:
        if end == "sign out":
            sign_out(work, session.token)
        elif end == "new password":
            set_password(work, user_id, "another good password", by=SYSTEM)
        else:
            change_user(work, user_id, {"active": False}, by=SYSTEM, row_version=1)
    assert keep_for(store, session.token) is None


def test_a_session_can_be_begun_without_a_password_and_says_why(store: Store):
    with unit_of_work(store) as work:
        user = create_user(work, "amina", "Amina", by=SYSTEM)
        begun = begin_session(work, user.id, reason="Known by another way")
        (entry,) = audit.entries(work, action="people:session:begun", by=user.id)
        assert actor_for_session(work, begun.token).user_id == user.id
    assert entry.reason == "Known by another way"


def test_no_session_begins_for_an_account_that_is_closed(store: Store):
    with unit_of_work(store) as work:
        user = create_user(work, "amina", "Amina", by=SYSTEM)
        change_user(work, user.id, {"active": False}, by=SYSTEM, row_version=1)
        with pytest.raises(NotSignedIn):
            begin_session(work, user.id, reason="Known by another way")


def test_several_accounts_can_share_a_password_on_purpose(store: Store):
    with unit_of_work(store) as work:
        made = [create_user(work, name, name.title(), by=SYSTEM) for name in ("amina", "ben")]
        set_shared_password(work, [user.id for user in made], "correct horse battery", by=SYSTEM)
        found = [sign_in(work, user.username, "correct horse battery", "192.0.2.1") for user in made]
    assert [session.actor.username for session in found] == ["amina", "ben"]
