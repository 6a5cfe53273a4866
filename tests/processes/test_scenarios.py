"""The processes that are shipped: every scenario ends where it says, and together they go everywhere."""

from __future__ import annotations

import pytest

from engine.definitions import lint
from tests.processes.walking import MODELS, covers, plain, scenarios, walk

EACH = [pytest.param(path, id=path.stem) for path in MODELS]
EVERY = [pytest.param(path, one, id=f"{path.stem}: {one['name']}") for path in MODELS for one in scenarios(path)]


@pytest.mark.parametrize(("path", "scenario"), EVERY)
def test_a_scenario_ends_where_it_says_with_the_data_it_says(path, scenario):
    walked = walk(path).scenario(scenario)

    assert walked.ended
    assert walked.ends == (scenario["ends_at"],)
    assert covers(walked.data, plain(scenario["data"])), walked.data


@pytest.mark.parametrize("path", EACH)
def test_the_scenarios_reach_every_step_and_every_end(path):
    process = walk(path)
    reached = {event.element for one in scenarios(path) for event in process.scenario(one).happened}

    missed = {element.id for element in process.model.elements.values()} - reached

    assert missed == set()


@pytest.mark.parametrize("path", EACH)
def test_the_scenarios_take_every_way_out_of_every_choice(path):
    process = walk(path)
    taken = {event.detail for one in scenarios(path) for event in process.scenario(one).happened}
    choices = [element for element in process.model.elements.values() if element.kind == "exclusiveGateway"]

    ways = {flow for element in choices if len(element.outgoing) > 1 for flow in element.outgoing}

    assert ways - taken == set()


@pytest.mark.parametrize("path", EACH)
def test_a_model_is_ready_to_run_as_it_is(path):
    report = lint(path.read_bytes())

    assert report.accepted
    assert report.stage == "live", report.findings
    assert report.changes == ()
    assert [found for found in report.findings if found.severity != "info"] == []
