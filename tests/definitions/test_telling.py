"""One cause is one finding, whatever the import had to change for it."""

from __future__ import annotations

from engine.definitions import lint
from tests.definitions.models import model

UNKNOWN = """
lane Planning: take how check reply
startEvent start
userTask take "Take it" field="round:boolean"
exclusiveGateway how "On a round?"
userTask check "Check it" field="seen:boolean"
userTask reply "Write back" field="sent:boolean"
endEvent end
start -> take -> how
how -> check if "on_round = true"
how -> reply default
check -> end
reply -> end
diagram
"""


def test_a_choice_that_asks_for_what_nothing_gives_is_one_finding_that_says_what_to_do():
    worth = [one for one in lint(model(UNKNOWN)).findings if one.severity != "info"]

    assert [(one.rule, one.element, one.severity) for one in worth] == [("changed-in-import", "how", "must-fix")]
    assert "The choice “On a round?” asks for “on_round”, which nothing in this model gives" in worth[0].message
    assert "Add to the form of “Take it” a question with the key on_round." in worth[0].message
    assert "the model asks round." in worth[0].message


def test_once_the_question_is_asked_nothing_is_left_to_fix():
    report = lint(model(UNKNOWN.replace('"round:boolean"', '"on_round:boolean"')))

    assert report.stage == "live"
    assert [one for one in report.findings if one.severity != "info"] == []


def test_a_condition_that_cannot_be_read_is_not_told_again_by_what_the_import_made_of_it():
    worth = [one for one in lint(model(UNKNOWN.replace("on_round = true", "on_round = = 1"))).findings]

    assert [one.rule for one in worth if one.severity == "must-fix"] == ["condition-unreadable"]
