"""Boxed expressions that are incomplete or unknown are refused with their element named."""

from __future__ import annotations

import pytest

from engine import decisions
from tests.decisions.files import decision, dmn, function, literal


def refusal(body):
    with pytest.raises(decisions.Unreadable) as refused:
        decisions.read(dmn(decision("d", body)))
    return refused.value


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (literal(""), "The literal expression is empty"),
        ("<literalExpression><importedValues/></literalExpression>", "Imported values are not supported"),
        ("<context><contextEntry><variable name='a'/></contextEntry></context>", "The entry a has no expression"),
        ("<context><contextEntry/></context>", "The entry result has no expression"),
        ("<invocation/>", "The invocation has no expression"),
        ("<functionDefinition/>", "The function has no expression"),
        (f"<functionDefinition kind='PMML'>{literal('1')}</functionDefinition>", "written in PMML, which is never run"),
        (f"<conditional><if>{literal('true')}</if></conditional>", "<conditional> has no <then>"),
        (f"<conditional><if>{literal('1')}</if><then/><else/></conditional>", "<then> has no expression"),
        (f"<filter><in>{literal('[1]')}</in></filter>", "<filter> has no <match>"),
        (f"<for><in>{literal('[1]')}</in></for>", "<for> has no <return>"),
        (f"<every><in>{literal('[1]')}</in></every>", "<every> has no <satisfies>"),
        (f"<relation><column name='a'/><row>{literal('1')}{literal('2')}</row></relation>", "Row 1 has 2 cells"),
        ("<list><unknown/></list>", "<unknown> is not supported here"),
    ],
)
def test_what_is_incomplete_is_refused(body, reason):
    assert reason in refusal(body).message


def test_the_refusal_names_the_element():
    assert refusal("<list id='the_list'><thing id='it'/></list>").problems[0].where == "it"


def test_expressions_nested_too_deeply_are_refused():
    deep = "<list>" * 35 + literal("1") + "</list>" * 35

    assert "nested too deeply" in refusal(deep).message


def test_a_function_of_another_kind_is_refused_in_a_business_knowledge_model():
    with pytest.raises(decisions.Unreadable, match="written in Java, which is never run"):
        decisions.read(dmn(function("f", ["x"], literal("x"), attributes='kind="Java"')))


def test_a_business_knowledge_model_without_logic_is_nothing():
    empty = '<businessKnowledgeModel id="f" name="f"><variable name="f"/></businessKnowledgeModel>'

    model = decisions.read(dmn(empty, decision("d", literal("f(1)"), "k:f")))

    assert model.knowledge["f"].function is None
    assert decisions.evaluate(model, "d", {}).result is None
