"""Measures are found by their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import NotFound
from engine.measures import catalogue, measure, measures, registry

NEW = """
from dataclasses import replace
from engine.measures.catalogue.hand_offs import MEASURE as OTHER
MEASURE = replace(OTHER, key="a-new-measure", name="A new measure")
"""


@pytest.fixture
def another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A catalogue with one file more."""
    (tmp_path / "a_new_measure.py").write_text(NEW)
    monkeypatch.setattr(catalogue, "__path__", [*catalogue.__path__, str(tmp_path)])
    registry.measures.cache_clear()
    yield
    registry.measures.cache_clear()


def test_a_file_in_the_catalogue_is_all_a_measure_needs(another_file: None):
    assert measure("a-new-measure").name == "A new measure"
    assert list(measures()) == sorted(measures())


def test_there_is_one_for_every_file_named_after_it():
    files = {path.stem.replace("_", "-") for path in Path(catalogue.__file__).parent.glob("[a-z]*.py")}
    assert set(measures()) == files


def test_every_measure_says_what_it_counts_of_what_and_who_answers_for_it():
    for found in measures().values():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", found.key)
        assert found.version >= 1
        for text in (found.name, found.definition, found.numerator, found.denominator, found.owner):
            assert text.strip() == text != ""


def test_the_two_figures_of_once_and_done_name_each_other():
    shown_with = {found.key: found.shown_with for found in measures().values() if found.shown_with}
    assert shown_with == {"finished-at-first-contact": "need-met", "need-met": "finished-at-first-contact"}


def test_an_unknown_measure_is_answered_with_those_there_are():
    with pytest.raises(NotFound, match=r"no measure “calls”.*hand-offs"):
        measure("calls")
