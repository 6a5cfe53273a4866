"""Whatever is wrong with a decision file, it is refused or reported in sentences; nothing else ever happens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.decisions import DecisionModel, compare, evaluate, explain, read, rows_of, tables, with_rows
from engine.definitions import lint_decisions
from engine.errors import EngineError
from engine.feel import FeelError
from tests.decisions.files import decision, dmn, function, literal, service, table
from tests.decisions.files import given as asked
from tests.decisions.test_read import OTHER
from tests.decisions.test_walking import CONTEXT

MIXED = dmn(
    '<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"a", "b"</text></allowedValues>'
    '</itemDefinition><itemDefinition name="tBoth"><itemComponent name="k"><typeRef>tKind</typeRef></itemComponent>'
    "</itemDefinition>",
    asked("n", "number"),
    asked("kind", "tKind"),
    function("f", ["x:number"], literal("x + 1")),
    decision("first", CONTEXT, "i:n"),
    decision("both", table("PRIORITY", ["n", "kind"], ["k"], [["[1..5]", '"a"', '"b"'], ["-", "-", '"a"']],
             values=['"a", "b"'], defaults=['"a"'], allowed=["", '"a", "b"']), "i:n", "i:kind", type_ref="tKind"),
    decision("last", f"<filter><in>{literal('[1, n]')}</in><match>{literal('item > f(first)')}</match></filter>",
             "d:first", "d:both", "k:f", "i:n"),
    service("s", ["last"], ["n"], ["first"]),
)  # fmt: skip
SHIPPED = sorted((Path(__file__).parents[2] / "processes").glob("*/*/*.dmn"))
FILES = [MIXED, MIXED, OTHER, *(path.read_bytes() for path in SHIPPED)]
TEXTS = ["", "-", "null", '"', "n", "[9..1]", "not(", "= 1", "1e400", "true", "{", "§", "a" * 3000, 'date("x")']
VALUES = ["", "x", "#", "n#x", "U", "COLLECT", "number", "#first"]
INPUTS: list[dict[str, object]] = [{}, {"n": 3, "kind": "a"}, {"n": "x", "kind": []}, {"n": {"n": 1}}]


def spoilt(seed: int) -> bytes:
    """A file in which a few things were taken away, doubled, renamed, moved or written differently."""
    choice = Random(seed)
    root = etree.fromstring(choice.choice(FILES))
    for _ in range(choice.randrange(1, 5)):
        every = list(root.iter(etree.Element))
        element = choice.choice(every)
        parent = element.getparent()
        what = choice.choice(["remove", "double", "text", "attribute", "tag", "move"])
        if what == "text":
            element.text = choice.choice(TEXTS)
        elif what == "attribute" and element.attrib:
            element.set(choice.choice(sorted(element.attrib)), choice.choice(VALUES))
        elif what == "tag":
            element.tag = choice.choice(every).tag
        elif parent is not None and what in ("remove", "move"):
            (parent.remove if what == "remove" else root.append)(element)
        elif parent is not None:
            parent.append(etree.fromstring(etree.tostring(element)))
    return etree.tostring(root)


def in_a_sentence(action: Callable[[], object]) -> object:
    """What an action gives, or None when it is refused in words."""
    try:
        return action()
    except (EngineError, FeelError) as refusal:
        if not str(refusal):
            raise
        return None


def use(model: DecisionModel, file: bytes) -> None:
    """Decide everything, say why, compare, and put every table's rows back with one more."""
    for name in [*model.decisions, *model.services]:
        for inputs in INPUTS:
            in_a_sentence(lambda name=name, inputs=inputs: explain(model, evaluate(model, name, inputs)))
    assert compare(model, model).same
    for placed in tables(model):
        rows = in_a_sentence(lambda table=placed.table.id: rows_of(file, table))
        if isinstance(rows, list):
            more = [*rows, ["", *["1"] * (len(rows[0]) - 1)]]
            in_a_sentence(lambda table=placed.table.id, more=more: with_rows(file, table, more))


@settings(max_examples=300)
@given(seed=st.integers(min_value=0))
def test_a_spoilt_file_is_looked_over_decided_and_edited_or_refused_in_a_sentence(seed):
    file = spoilt(seed)
    report = lint_decisions(file)
    assert all(finding.message.endswith((".", "!", "?")) and "\n" not in finding.message for finding in report.findings)
    model = in_a_sentence(lambda: read(file, lenient=True))
    if isinstance(model, DecisionModel):
        use(model, file)


@pytest.mark.parametrize(
    "data", [b"", b"<", b"<a/>", b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>']
)
def test_what_is_no_decision_file_is_reported(data):
    report = lint_decisions(data)

    assert not report.accepted
    assert report.findings[0].rule == "unreadable"
