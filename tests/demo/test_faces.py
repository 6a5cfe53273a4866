"""Taking the place of a person of the invented council, without a password: nobody else's, and nowhere else."""

from __future__ import annotations

import pytest

from engine import audit, demo, people
from engine.errors import NotFound
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.council import found_council


def test_the_five_of_the_story_come_first_with_what_they_are(northmere: Store):
    with reading(northmere) as work:
        faces = demo.faces(work)

    assert [(face.name, face.part) for face in faces[:5]] == [
        ("Rita Revenues", "head of revenues"),
        ("Ada Adviser", "adviser at Eastgate"),
        ("Ron Revenues", "revenues officer"),
        ("Ana Analyst", "analyst"),
        ("Adele Admin", "administrator"),
    ]
    assert [face.in_story for face in faces] == [True] * 5 + [False] * (len(faces) - 5)
    assert "web.forms" not in {face.username for face in faces}, "a program has no place to take"
    assert ("Hal Harbour", "adviser, Harbour front office") in {(face.name, face.part) for face in faces}


def test_whoever_takes_a_place_is_signed_in_as_that_person_and_it_is_written_down(northmere: Store):
    with unit_of_work(northmere) as work:
        session = demo.become(work, "ada.adviser")
    with reading(northmere) as work:
        actor = people.actor_for_session(work, session.token)
        begun = audit.entries(work, action="people:session:begun", by=actor.user_id)

    assert actor.name == "Ada Adviser"
    assert begun[0].reason == "Taken from the people of the demo, without a password"


@pytest.mark.parametrize("username", ["nobody", "web.forms", "later"])
def test_nobody_else_can_be_taken(northmere: Store, username: str):
    with unit_of_work(northmere) as work:
        if username == "later" and people.find_user(work, username) is None:
            people.create_user(work, "later", "Added Later", by=SYSTEM)
    with unit_of_work(northmere) as work, pytest.raises(NotFound, match="Sign in with a password"):
        demo.become(work, username)


def test_without_the_demo_nobody_can_be_taken_whatever_they_are_called(store: Store):
    found_council(store)
    with unit_of_work(store) as work:
        people.create_user(work, "ada.adviser", "A real person", by=SYSTEM)
        assert demo.faces(work) == ()
        with pytest.raises(NotFound):
            demo.become(work, "ada.adviser")


def test_a_closed_account_of_the_demo_cannot_be_taken(northmere: Store):
    with unit_of_work(northmere) as work:
        user = people.find_user(work, "scott.scrutiny")
        people.change_user(work, user.id, {"active": False}, by=SYSTEM, row_version=user.row_version)
    with unit_of_work(northmere) as work, pytest.raises(NotFound):
        demo.become(work, "scott.scrutiny")
