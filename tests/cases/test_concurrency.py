"""Two people complete one task at the same moment: one succeeds, one is told, the case is unharmed. Every time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from engine import audit, cases
from engine.cases import CaseTask, Started
from engine.errors import Conflict
from engine.people import Actor
from engine.store import Store, reading, unit_of_work
from tests.council import Council

TIMES = 1000


@pytest.mark.database
def test_one_of_two_completions_wins_a_thousand_times(
    store: Store, council: Council, begin: Callable[..., Started], open_task: Callable[[int], CaseTask]
):
    begun = [begin().id for _ in range(TIMES)]
    tasks = {case_id: open_task(case_id).id for case_id in begun}
    together = Barrier(2)

    def complete(case_id: int, by: Actor) -> str:
        together.wait()
        try:
            with unit_of_work(store) as work:
                cases.complete(work, tasks[case_id], answers={"depth": 50}, by=by)
        except Conflict:
            return "conflict"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        for case_id in begun:
            results = list(pool.map(complete, (case_id, case_id), (council.adviser, council.colleague)))
            assert sorted(results) == ["conflict", "done"], case_id

    with reading(store) as work:
        for case_id in begun:
            view = cases.case(work, case_id, by=council.adviser)
            assert [task.status for task in view.tasks] == ["done", "open"]
            assert view.status == "open"
            actions = [entry.action for entry in audit.entries(work, case_id=case_id)]
            assert actions.count("case:task:completed") == 1
