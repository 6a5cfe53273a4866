"""Steps live in the front office."""

from __future__ import annotations

from engine import definitions
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.council import MODEL
from tests.measures.history import History

KEY = "transfer-states"


def test_steps_are_told_apart_by_where_they_stand(history: History):
    assert history.counted(KEY) == (0, 0)
    history.move("live")
    history.move("trained", step="take")
    history.move("agreed", site_id=history.council.other_site_id)
    assert history.splits(KEY) == {"agreed": (0, 1), "live": (1, 1), "trained": (0, 1)}
    assert history.counted(KEY) == (1, 3)
    assert history.counted(KEY, site_id=history.council.site_id) == (1, 2)


def test_a_step_stays_one_row_whatever_holds_it_or_held_it(history: History):
    history.move("agreed")
    history.hold("resources")
    assert history.splits(KEY) == {"agreed": (0, 1)}


def test_a_step_counts_once_however_many_versions_there_are(history: History):
    history.move("live")
    with unit_of_work(history.store) as work:
        renamed = MODEL.replace("Inspect it", "Go and see").encode()
        definitions.deploy(work, renamed, service_id=history.council.service_id, by=SYSTEM)
    assert history.counted(KEY) == (1, 1)
    assert [row["name"] for row in history.listed(KEY)] == ["Go and see"]


def test_a_step_that_is_only_held_was_never_agreed(history: History):
    history.hold("ownership")
    assert history.counted(KEY) == (0, 0)
