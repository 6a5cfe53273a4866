"""Every example of `docs/feel.md` is so, every function stands there, and its totals are those of the kit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.feel import FeelError, check, evaluate, parse_unary_tests, run_script, to_plain, translate
from engine.feel.builtins import builtin_names
from tests.conformance import kit

PAGE = (Path(__file__).parents[2] / "docs" / "feel.md").read_text()
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
CASE = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])


def rows(header: str) -> Iterator[list[str]]:
    """The rows of all tables with a header, as the code in their cells; an empty cell is an empty text."""
    inside = False
    for line in PAGE.splitlines():
        if line.startswith("| ---"):
            continue
        if line.startswith("|") and not inside:
            inside = line == header
        elif line.startswith("|"):
            yield [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        else:
            inside = False


EXAMPLES = list(rows("| You write | It gives |"))


@pytest.mark.parametrize(("expression", "result"), EXAMPLES)
def test_an_example_gives_what_the_page_says(expression, result):
    value = evaluate(expression, CASE, now=NOW)
    expected = evaluate(result)
    assert evaluate("a = b", {"a": value, "b": expected}) is True or to_plain(value) == to_plain(expected) is None


@pytest.mark.parametrize(("expression", "result", "why"), list(rows("| In question | Here | Because |")))
def test_what_the_standard_leaves_open_is_as_the_page_says(expression, result, why):
    assert why
    assert to_plain(evaluate(expression)) == to_plain(evaluate(result))


@pytest.mark.parametrize("expression", [expression for expression, _ in EXAMPLES])
def test_an_example_has_no_problem_but_names_that_are_not_there_on_purpose(expression):
    found = [problem.message for problem in check(expression, CASE)]
    assert all("unheard of" in message for message in found)


@pytest.mark.parametrize(("cell", "good", "bad"), list(rows("| Cell | Holds for | Does not hold for |")))
def test_a_cell_holds_for_what_the_page_says(cell, good, bad):
    tests = parse_unary_tests(cell)
    assert tests.matches(evaluate(good), {}) is True
    assert not bad or tests.matches(evaluate(bad), {}) is False


@pytest.mark.parametrize(("foreign", "feel"), list(rows("| Written elsewhere | In FEEL |")))
def test_what_is_written_elsewhere_is_translated_or_refused_as_the_page_says(foreign, feel):
    if feel:
        assert translate(foreign).text == feel
    else:
        with pytest.raises(FeelError, match=r"cannot be put into FEEL|neither FEEL"):
            translate(foreign)


def test_the_script_of_the_page_runs():
    (script,) = re.findall(r"```feel\n(.*?)```", PAGE, re.DOTALL)
    assert to_plain(run_script(script, CASE)) == {"net": 1680, "discount": 420, "to pay": 1260}


def test_every_function_stands_on_the_page():
    assert not [name for name in builtin_names() if f"{name}(" not in PAGE]


def test_the_totals_are_those_of_the_kit(corpus):
    found = [kit.run(level, path) for level, path in kit.folders(kit.kit_in(corpus))]
    counts = [sum(folder.level == level for folder in found) for level in (2, 3)]
    if "the {} folders of level 2 and {} of level 3".format(*counts) not in PAGE:
        pytest.skip("the totals are of other folders than these")
    told = dict(line.split(": ") for line in kit.summary(found) if line.startswith("level") and " of " in line)
    for name, passed, counted in re.findall(r"^\| (level [^|]+) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE):
        assert told[name] == f"{passed} of {counted}"
