"""Cases that wait for this program's own worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from engine import cases, executor
from engine.cases import Begun, CaseView
from engine.settings import Settings, read_settings
from engine.store import Store, reading, unit_of_work
from tests.council import Council
from tests.jobs import asking, found_asking_council
from tests.serving import Served, serving

Run = Callable[..., int]


@pytest.fixture
def server() -> Iterator[Served]:
    """A system that can be called over HTTP."""
    with serving() as served:
        yield served


@pytest.fixture
def settings(server: Served) -> Settings:
    """Settings that allow calls to it."""
    return read_settings({"BPR_HTTP_HOSTS": server.url})


@pytest.fixture
def found(store: Store) -> Callable[[str], Council]:
    """`found(job)`: the council whose one service step asks this."""
    return lambda job: found_asking_council(store, job)


@pytest.fixture
def begin(store: Store) -> Callable[..., int]:
    """Begin a case and bring it to its service step; its id."""

    def start(council: Council, begun: Begun | None = None, **answers: object) -> int:
        with unit_of_work(store) as work:
            started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser, begun=begun)
        (task,) = look_at(store, council, started.id).open_tasks
        with unit_of_work(store) as work:
            cases.complete(work, task.id, answers=answers, by=council.adviser)
        return started.id

    return start


@pytest.fixture
def look(store: Store) -> Callable[[Council, int], CaseView]:
    """The case as the adviser sees it."""
    return lambda council, case_id: look_at(store, council, case_id)


def look_at(store: Store, council: Council, case_id: int) -> CaseView:
    """The case as the adviser sees it."""
    with reading(store) as work:
        return cases.case(work, case_id, by=council.adviser)


@pytest.fixture
def data(store: Store) -> Callable[[Council, int], dict[str, object]]:
    """What the case knows, as its one open task shows it."""

    def known(council: Council, case_id: int) -> dict[str, object]:
        (task,) = look_at(store, council, case_id).open_tasks
        with reading(store) as work:
            return dict(cases.task(work, task.id, by=council.adviser).data)

    return known


@pytest.fixture
def turn(store: Store, settings: Settings) -> Callable[..., int]:
    """The worker takes a turn; how many jobs it tried."""
    return lambda **given: executor.do_due_jobs(store, settings, **given)


def calls(url: str, *mapping: str, retries: int = 3) -> str:
    """The extensions of a step that calls this address; more lines of its mapping, inputs and outputs."""
    return mapped("bpr:http", f"<zeebe:input source='{url}' target='url'/>", *mapping, retries=retries)


def mapped(topic: str, *mapping: str, retries: int = 3) -> str:
    """The extensions of a step that asks, with the lines of its mapping."""
    lines = f"<zeebe:ioMapping>{''.join(mapping)}</zeebe:ioMapping>" if mapping else ""
    return f'<zeebe:taskDefinition type="{topic}" retries="{retries}"/>{lines}'


def given(name: str, source: str) -> str:
    """One input."""
    return f"<zeebe:input source='{source}' target='{name}'/>"


def kept(name: str, source: str) -> str:
    """One value that is kept of the answer."""
    return f"<zeebe:output source='{source}' target='{name}'/>"


__all__ = ["asking", "calls", "given", "kept", "mapped"]
