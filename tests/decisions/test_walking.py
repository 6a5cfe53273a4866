"""Every box, table and text of a file is found, with the names that are in sight there."""

from __future__ import annotations

from engine import decisions
from engine.decisions.walking import boxes
from tests.decisions.files import decision, dmn, function, given, literal, table

CONTEXT = (
    f"<context><contextEntry><variable name='a b'/>{literal('n')}</contextEntry>"
    f"<contextEntry><variable name='t'/>{table('FIRST', ['n'], ['o'], [['> 1', '2']], defaults=['0'])}</contextEntry>"
    f"<contextEntry>{literal('a b + t')}</contextEntry></context>"
)


def test_tables_are_found_wherever_they_stand():
    inner = function("f", ["x"], table("FIRST", ["x"], ["o"], [["-", "1"]]))
    found = decisions.read(dmn(given("n"), decision("d", CONTEXT, "i:n", "k:f"), inner))

    assert [(one.owner, one.path) for one in decisions.tables(found)] == [("d", ("t",)), ("f", ())]


def test_texts_say_where_they_stand_and_what_they_may_use():
    found = decisions.read(dmn(given("n"), decision("d", CONTEXT, "i:n")))
    told = {one.what: one for one in decisions.texts(found)}

    assert list(told) == [
        "entry a b",
        "input “n”",
        "rule 1, “n”",
        "rule 1, “o”",
        "default of “o”",
        "expression",
    ]
    assert told["expression"].names == {"n", "a b", "t"}
    assert told["entry a b"].names == {"n"}
    assert [one.what for one in told.values() if one.is_cell] == ["rule 1, “n”"]


def test_the_items_of_a_filter_have_names_that_nobody_knows():
    parts = f"<filter><in>{literal('[1]')}</in><match>{literal('item > 1')}</match></filter>"
    found = decisions.read(dmn(decision("d", parts)))

    assert [(box.is_open, "item" in box.names) for box in boxes(found)] == [
        (False, False),
        (False, False),
        (True, True),
    ]


def test_calls_and_relations_are_walked():
    call = f"<invocation>{literal('f')}<binding><parameter name='x'/>{literal('1')}</binding></invocation>"
    relation = f"<relation><column name='c'/><row>{literal('2')}</row></relation>"
    found = decisions.read(dmn(function("f", ["x"], literal("x")), decision("d", call, "k:f"), decision("r", relation)))

    assert [one.text for one in decisions.texts(found)] == ["f", "1", "2", "x"]
