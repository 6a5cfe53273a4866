"""Reading boxed expressions, XML -> the boxes of `engine.decisions.model`; the unknown is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.decisions import model
from engine.decisions.words import Words
from engine.decisions.xml import child, children, refuse, text_of
from engine.xml import Element, local

DEEPEST = 30
ANNOTATIONS = ("description", "extensionElements")


def read_box(element: Element, words: Words, depth: int = 0) -> model.Box:
    """The box that an element draws. Raises Unreadable, naming the element, when it is not known."""
    if depth > DEEPEST:
        raise refuse("Expressions are nested too deeply here. Split the decision in two.", element)
    reader = _READERS.get(local(element))
    if reader is None:
        raise refuse(
            f"<{local(element)}> is not supported here. Use a literal expression or a decision table.", element
        )
    return reader(element, words, depth + 1)


def box_in(element: Element) -> Element | None:
    """The first child that is an expression."""
    return next((found for found in children(element) if local(found) in _READERS), None)


def needed(element: Element, words: Words, depth: int, what: str) -> model.Box:
    """The box in an element; raises Unreadable, saying what is missing."""
    inner = box_in(element)
    if inner is None:
        raise refuse(f"{what} has no expression. Write one.", element)
    return read_box(inner, words, depth)


def read_function(element: Element, words: Words, depth: int = 0, type_ref: str = "") -> model.FunctionBox:
    """A function definition (or the logic of a business knowledge model)."""
    if (kind := element.get("kind", "FEEL")) != "FEEL":
        raise refuse(f"The function is written in {kind}, which is never run. Write it in FEEL.", element)
    parameters = tuple(
        model.Parameter(found.get("name", ""), found.get("typeRef", ""))
        for found in children(element, "formalParameter")
    )
    body = needed(element, words, depth, "The function")
    return model.FunctionBox(parameters, body, type_ref or element.get("typeRef", ""))


def _literal(element: Element, words: Words, depth: int) -> model.Box:
    if child(element, "importedValues") is not None:
        raise refuse("Imported values are not supported. Write the expression here.", element)
    if not text_of(element):
        raise refuse("The literal expression is empty. Write one.", element)
    return model.Literal(words.expression(element))


def _context(element: Element, words: Words, depth: int) -> model.Box:
    entries = []
    for found in children(element, "contextEntry"):
        variable = child(found, "variable")
        name, type_ref = ("", "") if variable is None else (variable.get("name", ""), variable.get("typeRef", ""))
        entries.append(model.Entry(name, type_ref, needed(found, words, depth, f"The entry {name or 'result'}")))
    return model.ContextBox(tuple(entries))


def _invocation(element: Element, words: Words, depth: int) -> model.Box:
    arguments = []
    for binding in children(element, "binding"):
        parameter = child(binding, "parameter")
        name = "" if parameter is None else parameter.get("name", "")
        inner = box_in(binding)
        if inner is not None:
            arguments.append(model.Entry(name, "", read_box(inner, words, depth)))
    return model.Invocation(words.where(element), needed(element, words, depth, "The invocation"), tuple(arguments))


def _list(element: Element, words: Words, depth: int) -> model.Box:
    return model.ListBox(_boxes(children(element), words, depth))


def _relation(element: Element, words: Words, depth: int) -> model.Box:
    columns = tuple(found.get("name", "") for found in children(element, "column"))
    rows = tuple(_boxes(children(found), words, depth) for found in children(element, "row"))
    for number, row in enumerate(rows, 1):
        if len(row) != len(columns):
            raise refuse(f"Row {number} has {len(row)} cells, but there are {len(columns)} columns.", element)
    return model.Relation(columns, rows)


def _boxes(elements: Iterable[Element], words: Words, depth: int) -> tuple[model.Box, ...]:
    return tuple(read_box(found, words, depth) for found in elements if local(found) not in ANNOTATIONS)


def _part(element: Element, name: str, words: Words, depth: int) -> model.Box:
    found = child(element, name)
    if found is None:
        raise refuse(f"<{local(element)}> has no <{name}>. Add it.", element)
    return needed(found, words, depth, f"<{name}>")


def _conditional(element: Element, words: Words, depth: int) -> model.Box:
    parts = [_part(element, name, words, depth) for name in ("if", "then", "else")]
    return model.Conditional(*parts)


def _filter(element: Element, words: Words, depth: int) -> model.Box:
    return model.FilterBox(_part(element, "in", words, depth), _part(element, "match", words, depth))


def _loop(element: Element, words: Words, depth: int) -> model.Box:
    kind = local(element)
    body = _part(element, "return" if kind == "for" else "satisfies", words, depth)
    source, variable = _part(element, "in", words, depth), element.get("iteratorVariable", "item")
    partial = kind == "for" and any("partial" in written for written in element.itertext())
    return model.Loop(kind, variable, source, body, partial)


def _table(element: Element, words: Words, depth: int) -> model.Box:
    return words.table(element)


_READERS: dict[str, Callable[[Element, Words, int], model.Box]] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "invocation": _invocation,
    "list": _list,
    "relation": _relation,
    "functionDefinition": read_function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _loop,
    "some": _loop,
    "every": _loop,
}
