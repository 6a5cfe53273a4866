"""Counting and listing: a figure is the number of rows of its own list, whatever it is grouped by."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from engine import cases, measures
from engine.measures import GROUPS
from tests.measures.history import History

KEYS = tuple(measures.measures())
GROUPINGS = [by for size in (0, 1, 2, len(GROUPS)) for by in combinations(GROUPS, size)]


@pytest.fixture
def busy(history: History) -> History:
    """Three weeks in which a bit of everything happened."""
    ann = history.customer()
    history.shallow(history.contact(customer_id=ann))
    history.deep()
    history.repaired()
    history.move("trained", step="take")
    history.hold("resources")
    history.wait(days=5)
    history.shallow(history.contact(channel="counter", customer_id=ann))
    history.shallow(history.contact())
    history.shallow(end=False)
    history.close(history.deep(), "duplicate")
    history.close(history.deep(), "withdrawn")
    history.walk_through()
    history.deep()
    history.wait(days=16)
    cases.fire_due_timers(history.store)
    return history


@pytest.mark.parametrize("key", KEYS)
def test_every_figure_can_be_recounted_from_its_own_list(busy: History, key: str):
    assert busy.figures(key), "the history has something for every measure"
    for by in GROUPINGS:
        found = busy.figures(key, *by)
        for figure in found:
            assert recount(busy, key, dict(figure.group)) == (figure.numerator, figure.denominator), figure
        assert sum(figure.denominator for figure in found) == len(busy.listed(key, limit=1000))


def recount(history: History, key: str, group: dict[str, Any]) -> tuple[int, int]:
    """Numerator and denominator of a group, by walking its list to the end."""
    limits = {name: value for name, value in group.items() if name != "split"}
    options = {"split": group.get("split"), "limit": 1000}
    scope = history.scope(**limits)
    whole, counted, short = (history.listed(key, scope, counted=which, **options) for which in (None, True, False))
    assert len(counted) + len(short) == len(whole)
    assert all(row["counted"] for row in counted)
    return len(counted), len(whole)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("size", [1, 3])
def test_pages_of_a_list_leave_no_gap_and_repeat_nothing(busy: History, key: str, size: int):
    whole = busy.listed(key, limit=1000)
    paged: list[Any] = []
    after = None
    while True:
        part = busy.listed(key, after=after, limit=size)
        paged += part
        if len(part) < size:
            break
        after = (part[-1]["at"], part[-1]["row_id"])
    assert paged == whole
    assert len({row["row_id"] for row in whole}) == len(whole)
    assert [row["at"] for row in whole] == sorted((row["at"] for row in whole), reverse=True)


@pytest.mark.parametrize("key", KEYS)
def test_walk_throughs_are_never_counted(history: History, key: str):
    case_id = history.walk_through(50)
    history.complete(case_id, finding="a hole")
    history.wait(days=2)
    cases.fire_due_timers(history.store)
    assert history.counted(key) == (0, 0)
    assert history.listed(key) == []


@pytest.mark.parametrize("key", KEYS)
def test_a_reader_sees_their_places_and_nothing_else(busy: History, key: str):
    council = busy.council
    everything = busy.counted(key)
    for places in ({(None, None)}, {(council.service_id, None)}, {(None, council.site_id)}):
        assert busy.counted(key, places=frozenset(places)) == everything
    theirs = {(council.service_id, council.site_id), (council.service_id + 1, None)}
    assert busy.counted(key, places=frozenset(theirs)) == everything
    for places in (set(), {(council.service_id + 1, None)}, {(council.service_id, council.other_site_id)}):
        assert busy.counted(key, places=frozenset(places)) == (0, 0)
        assert busy.figures(key, "service_id", places=frozenset(places)) == []
        assert busy.listed(key, busy.scope(places=frozenset(places))) == []


def test_a_share_is_of_one_and_a_count_is_itself(busy: History):
    (share,) = busy.figures("tasks-done-by-front-office")
    assert share.value == share.numerator / share.denominator
    (count,) = busy.figures("hand-offs")
    assert count.value == count.numerator


def test_nobody_is_a_group(history: History):
    assert set(GROUPS) == {"service_id", "process_id", "step_key", "site_id", "split"}
    with pytest.raises(KeyError):
        history.figures("hand-offs", "done_by")


def test_before_anything_has_happened_a_share_is_of_nothing_and_no_group_has_a_figure(history: History):
    for key in KEYS:
        (figure,) = history.figures(key)
        assert (figure.numerator, figure.denominator) == (0, 0)
        assert (figure.value is None) is (measures.measure(key).unit not in ("count", "a month"))
        assert history.figures(key, "service_id") == []


@pytest.mark.parametrize("key", [key for key in KEYS if not measures.measure(key).value_column])
def test_figures_of_small_groups_sum_to_those_of_larger_ones(busy: History, key: str):
    measure, scope = measures.measure(key), busy.scope()
    small = busy.figures(key, "process_id", "step_key", "site_id", "split")
    for by in ((), ("site_id",), ("process_id", "split")):
        together = measures.summed(measure, scope, small, by=by)
        assert sorted(together, key=repr) == sorted(busy.figures(key, *by), key=repr)
