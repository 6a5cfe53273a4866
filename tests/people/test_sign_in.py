"""Passwords, sessions, and the brake on guessing."""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter

import pytest
from sqlalchemy import text

from engine.audit import entries
from engine.clock import FixedClock
from engine.errors import NotPermitted, NotSignedIn, Refused, TooManyAttempts
from engine.people import (
    SYSTEM,
    Grant,
    Session,
    actor_for_session,
    actor_for_user,
    change_own_password,
    change_user,
    create_user,
    csrf_token,
    forget_old_sign_ins,
    set_grants,
    set_password,
    sign_in,
    sign_out,
)
from engine.store import Store, unit_of_work

PASSWORD = "correct horse battery"


@pytest.fixture
def amina(store: Store) -> int:
    """A user with a password and a role."""
    with unit_of_work(store) as work:
        made = create_user(work, "amina", "Amina", by=SYSTEM)
        set_password(work, made.id, PASSWORD, by=SYSTEM)
        set_grants(work, made.id, [Grant("adviser")], by=SYSTEM)
        return made.id


def attempt(
    store: Store, username: str = "amina", password: str = PASSWORD, address: str = "192.0.2.1"
) -> Session | None:
    with unit_of_work(store) as work:
        return sign_in(work, username, password, address)


def test_the_right_password_begins_a_session_that_names_the_person(store: Store, amina: int, statements):
    session = attempt(store, username=" AMINA ")
    with unit_of_work(store) as work, statements() as seen:
        actor = actor_for_session(work, session.token)
    assert len(seen) == 1
    assert actor == session.actor
    assert (actor.user_id, actor.name, actor.grants) == (amina, "Amina", {Grant("adviser")})
    assert session.csrf == csrf_token(session.token) != session.token


def test_a_wrong_password_an_unknown_name_and_a_closed_account_answer_alike(store: Store, amina: int):
    assert attempt(store, password="wrong wrong wrong") is None
    assert attempt(store, username="nobody") is None
    with unit_of_work(store) as work:
        change_user(work, amina, {"active": False}, by=SYSTEM, row_version=1)
    assert attempt(store) is None


def test_a_user_without_a_password_cannot_sign_in(store: Store):
    with unit_of_work(store) as work:
        create_user(work, "machine", "Machine", by=SYSTEM)
    assert attempt(store, username="machine", password="the password of nobody") is None
    assert attempt(store, username="machine", password="") is None


def test_an_unknown_name_costs_as_much_time_as_a_wrong_password(store: Store, amina: int):
    attempt(store, username="warm-up")

    def seconds(username: str) -> float:
        begun = perf_counter()
        attempt(store, username=username, password="wrong wrong wrong")
        return perf_counter() - begun

    known, unknown = (min(seconds(name) for _ in range(3)) for name in ("amina", "nobody"))
    assert 0.3 < known / unknown < 3


def test_the_tenth_failure_closes_the_name_until_the_window_has_passed(store: Store, amina: int, clock: FixedClock):
    for number in range(10):
        assert attempt(store, password="wrong wrong wrong", address=f"192.0.2.{number}") is None
    with pytest.raises(TooManyAttempts, match="15 minutes"):
        attempt(store)
    clock.advance(timedelta(minutes=15))
    assert attempt(store) is not None


def test_a_success_starts_the_count_of_a_name_again(store: Store, amina: int):
    for _ in range(2):
        for _ in range(9):
            attempt(store, password="wrong wrong wrong")
        assert attempt(store) is not None


def test_one_address_cannot_try_many_names(store: Store, amina: int, clock: FixedClock):
    with unit_of_work(store) as work:
        work.execute(
            text(
                "INSERT INTO people_sign_in_attempt (username, address, happened_at) "
                "SELECT 'name' || n, '192.0.2.1', :now FROM generate_series(1, 50) n"
            ),
            {"now": clock.now()},
        )
    with pytest.raises(TooManyAttempts):
        attempt(store)
    assert attempt(store, address="192.0.2.2") is not None


def test_a_session_ends_by_signing_out_and_with_the_account(store: Store, amina: int):
    first, second = (attempt(store) for _ in range(2))
    with unit_of_work(store) as work:
        sign_out(work, first.token)
        sign_out(work, "unknown")
        with pytest.raises(NotSignedIn, match="Sign in again"):
            actor_for_session(work, first.token)
        assert actor_for_session(work, second.token).user_id == amina
    with unit_of_work(store) as work:
        change_user(work, amina, {"active": False}, by=SYSTEM, row_version=1)
        with pytest.raises(NotSignedIn):
            actor_for_session(work, second.token)
        with pytest.raises(NotSignedIn, match="no active user"):
            actor_for_user(work, amina)
        change_user(work, amina, {"active": True}, by=SYSTEM, row_version=2)
        with pytest.raises(NotSignedIn):
            actor_for_session(work, second.token)


def test_a_new_password_ends_the_sessions_begun_with_the_old_one(store: Store, amina: int):
    session = attempt(store)
    with unit_of_work(store) as work:
        set_password(work, amina, "another good password", by=SYSTEM)
        with pytest.raises(NotSignedIn):
            actor_for_session(work, session.token)
    assert attempt(store) is None
    assert attempt(store, password="another good password") is not None


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
def test_a_password_of_the_wrong_length_is_refused(store: Store, amina: int, password: str):
    with unit_of_work(store) as work, pytest.raises(Refused, match="12 to 200"):
        set_password(work, amina, password, by=SYSTEM)


def test_no_secret_is_stored_as_it_was_given(store: Store, amina: int):
    session = attempt(store)
    with unit_of_work(store) as work:
        stored = str(work.rows(text("SELECT * FROM people_user"))) + str(
            work.rows(text("SELECT * FROM people_session"))
        )
        told = str(entries(work))
    for secret in (PASSWORD, session.token, session.csrf):
        assert secret not in stored
        assert secret not in told


def test_signing_in_and_failing_to_stand_in_the_record(store: Store, amina: int):
    attempt(store, username="nobody")
    attempt(store, password="wrong wrong wrong")
    session = attempt(store)
    with unit_of_work(store) as work:
        sign_out(work, session.token)
        told = [(row.action, row.by, row.subject) for row in entries(work, limit=4)]
    assert told == [
        ("people:session:ended", amina, ("user", amina)),
        ("people:session:begun", amina, ("user", amina)),
        ("people:sign-in:failed", None, ("user", amina)),
        ("people:sign-in:failed", None, None),
    ]


def test_what_is_over_is_forgotten(store: Store, amina: int, clock: FixedClock):
    attempt(store, password="wrong wrong wrong")
    clock.advance(timedelta(minutes=20))
    attempt(store, username="nobody")
    attempt(store)
    clock.advance(timedelta(hours=11))
    attempt(store)
    clock.advance(timedelta(hours=23))
    with unit_of_work(store) as work:
        forget_old_sign_ins(work)
        assert work.value(text("SELECT count(*) FROM people_session")) == 1
        assert work.value(text("SELECT count(*) FROM people_sign_in_attempt")) == 0


def test_a_person_changes_their_own_password_knowing_the_old_one(store: Store, amina: int):
    session = attempt(store)
    with unit_of_work(store) as work:
        assert not change_own_password(work, session.actor, "wrong wrong wrong", "another good password", "192.0.2.1")
        assert actor_for_session(work, session.token).user_id == amina
        assert change_own_password(work, session.actor, PASSWORD, "another good password", "192.0.2.1")
        with pytest.raises(NotSignedIn):
            actor_for_session(work, session.token)
    assert attempt(store) is None
    assert attempt(store, password="another good password") is not None


def test_guessing_the_old_password_of_a_session_left_open_is_braked_too(store: Store, amina: int):
    session = attempt(store)
    with unit_of_work(store) as work:
        for _ in range(10):
            assert not change_own_password(work, session.actor, "wrong wrong wrong", "x" * 12, "192.0.2.1")
        with pytest.raises(TooManyAttempts):
            change_own_password(work, session.actor, PASSWORD, "x" * 12, "192.0.2.1")


def test_the_system_has_no_password_to_change(store: Store):
    with unit_of_work(store) as work, pytest.raises(NotPermitted):
        change_own_password(work, SYSTEM, "", "x" * 12, "")
