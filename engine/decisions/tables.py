"""Reading decision tables."""

from __future__ import annotations

from engine.decisions import model
from engine.decisions.columns import column
from engine.decisions.policies import HIT_POLICIES
from engine.decisions.words import Words, described
from engine.decisions.xml import child, children, refuse, text_of
from engine.feel import Expression
from engine.xml import Element

MOST_RULES = 5_000
MOST_COLUMNS = 100
_BY_NAME = {policy.name: policy for policy in HIT_POLICIES.values()}
_COLLECT = "COLLECT"
_NAMES = [name for name in _BY_NAME if not name.startswith(f"{_COLLECT} ")]
_AGGREGATIONS = [name.removeprefix(f"{_COLLECT} ") for name in _BY_NAME if name.startswith(f"{_COLLECT} ")]


def read_table(element: Element, words: Words) -> model.Table:
    """The decision table at an element. Raises Unreadable, naming what is wrong."""
    inputs = tuple(_input(found, words, number) for number, found in enumerate(children(element, "input"), 1))
    outputs = tuple(_output(found, words) for found in children(element, "output"))
    if not outputs:
        raise refuse("The decision table has no output column. Add one.", element)
    rules = list(children(element, "rule"))
    if len(rules) > MOST_RULES or len(inputs) + len(outputs) > MOST_COLUMNS:
        raise refuse(f"The decision table has over {MOST_RULES:,} rules or {MOST_COLUMNS} columns. Split it.", element)
    rows = tuple(_rule(found, words, number, len(inputs), len(outputs)) for number, found in enumerate(rules, 1))
    return model.Table(
        id=words.where(element),
        policy=_policy(element),
        inputs=inputs,
        outputs=outputs,
        rules=rows,
        columns=tuple(column([row.tests[place] for row in rows]) for place in range(len(inputs))),
    )


def _policy(element: Element) -> str:
    policy = " ".join(element.get("hitPolicy", "UNIQUE").replace("_", " ").upper().split())
    if policy not in _NAMES:
        raise refuse(f"The hit policy {policy[:40]!r} is not known. Use one of: {', '.join(_NAMES)}.", element)
    aggregation = element.get("aggregation", "")
    if policy != _COLLECT or aggregation in ("", "LIST"):
        return _BY_NAME[policy].letters
    if aggregation not in _AGGREGATIONS:
        raise refuse(f"{aggregation[:40]!r} cannot be collected. Use one of: {', '.join(_AGGREGATIONS)}.", element)
    return _BY_NAME[f"{_COLLECT} {aggregation}"].letters


def _input(element: Element, words: Words, number: int) -> model.TableInput:
    expression = child(element, "inputExpression")
    if expression is None or not text_of(expression):
        raise refuse(f"Input column {number} says nothing to test. Write its expression.", element)
    allowed = child(element, "inputValues")
    label = element.get("label") or text_of(expression)
    return model.TableInput(
        label=label,
        expression=words.expression(expression),
        allowed=None if allowed is None else words.tests(allowed),
        type_ref=expression.get("typeRef", ""),
    )


def _output(element: Element, words: Words) -> model.TableOutput:
    values, default = child(element, "outputValues"), child(element, "defaultOutputEntry")
    return model.TableOutput(
        name=element.get("name", ""),
        label=element.get("label", "") or element.get("name", ""),
        type_ref=element.get("typeRef", ""),
        values=None if values is None else words.list_of(values),
        default=None if default is None or not text_of(default) else words.expression(default),
    )


def _rule(element: Element, words: Words, number: int, inputs: int, outputs: int) -> model.Rule:
    tests, results = list(children(element, "inputEntry")), list(children(element, "outputEntry"))
    for found, expected, what in ((tests, inputs, "input"), (results, outputs, "output")):
        if len(found) != expected:
            raise refuse(f"Rule {number} has {len(found)} {what} cells, but there are {expected} columns.", element)
    return model.Rule(
        id=element.get("id", "") or f"rule {number}",
        index=number,
        note=described(element),
        tests=tuple(words.tests(found) for found in tests),
        outputs=tuple(_result(found, words) for found in results),
    )


def _result(element: Element, words: Words) -> Expression:
    if not text_of(element) or text_of(element) == "-":
        return words.nothing
    return words.expression(element)
