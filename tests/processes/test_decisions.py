"""The house rules for the decisions that are shipped: nothing to put right, and a person wherever one is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import decisions
from engine.definitions.decision_report import lint_decisions

FILES = sorted((Path(__file__).parents[2] / "processes").glob("*/*/*.dmn"))
EACH = [pytest.param(path, id=path.stem) for path in FILES]


def test_each_service_has_decisions():
    assert len(FILES) >= 3


@pytest.mark.parametrize("path", EACH)
def test_the_rules_find_nothing_in_a_shipped_decision(path):
    report = lint_decisions(path.read_bytes())

    assert report.findings == ()
    assert report.stage == "live"


@pytest.mark.parametrize("path", EACH)
def test_no_shipped_table_refuses_reduces_or_recovers_without_a_person(path):
    assert [found for found in lint_decisions(path.read_bytes()).findings if found.rule == "person-missing"] == []


@pytest.mark.parametrize("path", EACH)
def test_every_rule_of_a_shipped_table_says_where_it_comes_from_and_the_table_what_it_asks(path):
    for placed in decisions.tables(decisions.read(path.read_bytes())):
        assert all(rule.note for rule in placed.table.rules), placed.name
        assert all(column.label for column in placed.table.inputs), placed.name
