"""Lists of jobs."""

from __future__ import annotations

from engine import cases
from engine.cases import JobFilter
from engine.people import Actor
from engine.store import Store, reading
from tests.cases.jobs.conftest import Ask, Fetch, complete
from tests.council import Council


def test_lists_show_how_jobs_stand_and_not_what_they_were_given(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch
):
    first, second = ask(), ask()
    (job, _) = fetch()
    complete(store, job, gateway)

    with reading(store) as work:
        found = cases.find_jobs(work, JobFilter(), by=council.administrator)
        done = cases.find_jobs(work, JobFilter(status="done", topic="payments"), by=council.administrator)
        of_case = cases.find_jobs(work, JobFilter(case_id=second), by=gateway, limit=1)
        nobody = cases.find_jobs(work, JobFilter(), by=council.adviser)
    assert [(row.case_id, row.status) for row in found] == [(second, "locked"), (first, "done")]
    assert [row.case_id for row in done] == [first]
    assert [row.waiting for row in of_case] == [True]
    assert nobody == []
