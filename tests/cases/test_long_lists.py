"""A team with 25,000 open tasks: what its list and the head of it read does not follow from how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import cases
from engine.cases import MOST_COUNTED, ListedStep, Position, Started, TaskFilter
from engine.store import Store, Work, reading
from tests.bench.measuring import recording
from tests.bench.multiplying import multiply
from tests.council import Council

OPEN = 25_000
STEPS = 25
"""How many steps the tasks are of; one case in 500 has a high priority, and one in 500 an owner of its own."""
Read = Callable[[Work], object]


@pytest.fixture
def long_list(store: Store, council: Council, begin: Callable[..., Started]) -> Iterator[Council]:
    """The council whose front office has very much to do, half of it overdue."""
    case_id = begin().id
    spread = {
        "due_at": f"one.due_at + (copy * 7919 % {OPEN} - {OPEN / 2}) * interval '1 minute'",
        "step_key": f"'step' || copy % {STEPS}",
        "name": f"'Step ' || copy % {STEPS}",
        "priority": "CASE WHEN copy % 500 = 0 THEN 80 ELSE 50 END",
    }
    multiply(store, case_id, OPEN, task=spread)
    with store.engine.begin() as connection:
        owner = {"owner": council.officer.user_id}
        connection.execute(text("UPDATE case_case SET owner_id = :owner WHERE id % 500 = 0"), owner)
        connection.execute(text("ANALYZE case_case"))
    yield council
    with store.engine.begin() as connection:
        connection.execute(text("TRUNCATE case_case, sla_clock CASCADE"))


def rows_read(store: Store, read: Read) -> int:
    """How many rows the database looks at for what `read` asks of it, those that it throws away among them."""
    with reading(store) as work, recording(store.engine) as recorder:
        read(work)
    ((statement, parameters),) = recorder.transactions[-1]
    with store.engine.connect() as connection:
        explained = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {statement}", parameters)
        return sum(_looked_at(explained.scalar_one()[0]["Plan"]))


def _looked_at(node: Mapping[str, Any]) -> Iterator[int]:
    if "Relation Name" in node:
        each = (
            node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        )
        yield round(each * node["Actual Loops"])
    for inner in node.get("Plans", ()):
        yield from _looked_at(inner)


def test_a_page_with_any_filter_reads_little(store: Store, long_list: Council):
    teams = frozenset({long_list.front_team_id})
    both = teams | {long_list.back_team_id}
    with reading(store) as work:
        now = work.now
        far = cases.find_tasks(work, TaskFilter(teams, due_within=timedelta(days=3)), by=long_list.adviser)[-1]

    def page(wanted: TaskFilter, after: Position | None = None) -> int:
        return rows_read(
            store, lambda work: cases.find_tasks(work, wanted, by=long_list.adviser, after=after, limit=51)
        )

    read = {
        "all": page(TaskFilter(teams)),
        "of two teams": page(TaskFilter(both)),
        "half way": page(TaskFilter(teams), Position(far.due_at, far.id)),
        "overdue": page(TaskFilter(teams, due_before=now)),
        "due in a day": page(TaskFilter(teams, due_within=timedelta(days=1))),
        "of a service": page(TaskFilter(teams, service_id=long_list.service_id)),
        "of another service": page(TaskFilter(teams, service_id=999)),
        "of high priority": page(TaskFilter(teams, priority="high")),
        "of high priority and a service": page(TaskFilter(teams, priority="high", service_id=long_list.service_id)),
        "of high priority and another service": page(TaskFilter(teams, priority="high", service_id=999)),
        "of high priority and overdue": page(TaskFilter(teams, priority="high", due_before=now)),
        "of low priority": page(TaskFilter(teams, priority="low")),
        "of a step": page(TaskFilter(teams, process_id=long_list.process_id, step_key="step7")),
        "of an owner": page(TaskFilter(teams, owner_id=long_list.officer.user_id)),
        "one's own": page(TaskFilter(teams, mine=True)),
    }

    assert {name: count for name, count in read.items() if count > 500} == {}


def test_the_head_of_the_list_stops_counting_and_finds_steps_one_from_the_other(store: Store, long_list: Council):
    teams = frozenset({long_list.front_team_id, long_list.back_team_id})
    wanted = TaskFilter(teams)

    with reading(store) as work:
        counts = cases.count_tasks(work, wanted, by=long_list.adviser)
        steps = cases.listed_steps(work, teams)

    assert (counts.total > MOST_COUNTED, counts.overdue > MOST_COUNTED, counts.beyond) == (True, True, True)
    assert counts.at_risk > 0
    assert len(steps) == STEPS + 1
    assert ListedStep(long_list.process_id, "step7", "Step 7") in steps
    assert rows_read(store, lambda work: cases.count_tasks(work, wanted, by=long_list.adviser)) < 6 * MOST_COUNTED
    assert rows_read(store, lambda work: cases.listed_steps(work, teams)) < 8 * STEPS
