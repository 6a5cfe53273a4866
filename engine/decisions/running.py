"""Evaluating boxed expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from engine.decisions import model
from engine.decisions.deciding import decide
from engine.decisions.state import Place, State
from engine.decisions.types import fitted, result_type
from engine.feel import Evaluation, Function, Value, parse


def value_of(box: model.Box, place: Place) -> Value:
    """The value of a box with the names of a place in sight."""
    place.sight.work(1)
    return _RUNNERS[type(box)](box, place)


def function_of(
    name: str,
    box: model.FunctionBox,
    state: State,
    types: Mapping[str, model.ItemType],
    sight: Callable[[], Evaluation],
) -> Function:
    """A function of a file with these types as a value. It sees its arguments, and what `sight` gives when called."""
    gives = result_type(box.type_ref, types)

    def invoke(_run: object, values: tuple[Value, ...], named: Mapping[str, Value] | None) -> Value:
        given = bound(box.parameters, values, named, types, state.run)
        if given is None:
            state.note(f"{name} was called with other arguments than it has.")
            return None

        def run() -> Value:
            value = value_of(box.body, Place(state, sight().within(given), types, name, gives))
            found = fitted(value, gives, types, state.run)
            if found is None and value is not None:
                state.note(f"{name}: the value is not of the type {gives}, or not allowed by it.")
            return found

        return state.call(run)

    return Function(name, tuple(parameter.name for parameter in box.parameters), invoke)


def bound(
    parameters: tuple[model.Parameter, ...],
    values: tuple[Value, ...],
    named: Mapping[str, Value] | None,
    types: Mapping[str, model.ItemType],
    run: Evaluation,
) -> dict[str, Value] | None:
    """The arguments by the names of the parameters, fitted to their types; None when they do not match."""
    names = [parameter.name for parameter in parameters]
    if named is None:
        if len(values) != len(names):
            return None
        named = dict(zip(names, values, strict=True))
    elif named.keys() != set(names):
        return None
    given = {parameter.name: fitted(named[parameter.name], parameter.type_ref, types, run) for parameter in parameters}
    return None if any(given[name] is None and named[name] is not None for name in names) else given


def _literal(box: model.Literal, place: Place) -> Value:
    return place.value(box.code)


def _context(box: model.ContextBox, place: Place) -> Value:
    result: dict[str, Value] = {}
    types = place.types
    for entry in box.entries:
        seen = result if isinstance(entry.box, _SHARING) else _copied(result, place)
        inner = place.within(seen)
        if isinstance(entry.box, model.FunctionBox) and entry.name:
            value: Value = _named_function(entry.name, entry.box, inner)
            seen[entry.name] = value  # a function may call itself
        else:
            value = fitted(value_of(entry.box, inner), entry.type_ref, types, place.sight)
        if not entry.name:
            return value
        result[entry.name] = value
    return result


def _copied(result: Mapping[str, Value], place: Place) -> dict[str, Value]:
    """The entries so far: what is made here may be called later, and sees no entry after it."""
    place.sight.work(len(result) >> 4)
    return dict(result)


def _invocation(box: model.Invocation, place: Place) -> Value:
    function = value_of(box.function, place)
    if not isinstance(function, Function):
        place.state.note(f"What {box.where} calls is not a function.")
        return None
    names = {f"argument {number}": value_of(entry.box, place) for number, entry in enumerate(box.arguments)}
    given = {entry.name: names[f"argument {number}"] for number, entry in enumerate(box.arguments)}
    known = function.parameters or tuple(given)
    if set(given) != set(known):
        place.state.note(f"{box.where} calls a function with other arguments than it has.")
        return None
    # the call itself is left to the language, which charges it
    numbers = {name: number for number, name in enumerate(given)}
    order = [numbers[name] for name in known]
    call = parse(f"the function({', '.join(f'argument {number}' for number in order)})")
    return place.within({**names, "the function": function}).value(call)


def _list(box: model.ListBox, place: Place) -> Value:
    return [value_of(item, place) for item in box.items]


def _relation(box: model.Relation, place: Place) -> Value:
    return [{name: value_of(cell, place) for name, cell in zip(box.columns, row, strict=True)} for row in box.rows]


def _function(box: model.FunctionBox, place: Place) -> Value:
    return _named_function("function", box, place)


def _named_function(name: str, box: model.FunctionBox, place: Place) -> Function:
    return function_of(name, box, place.state, place.types, lambda: place.sight)


def _conditional(box: model.Conditional, place: Place) -> Value:
    condition = value_of(box.condition, place)
    if condition is not None and not isinstance(condition, bool):
        place.state.note(f"{place.decision}: the condition is neither true nor false.")
        return None
    return value_of(box.yes if condition is True else box.no, place)


def _items(box: model.Box, place: Place) -> list[Value] | None:
    """The items to go through, with a note when there is nothing."""
    value = value_of(box, place)
    if value is None:
        place.state.note(f"{place.decision}: there is no list to go through.")
        return None
    listed = place.within({"it": value}).value(_EACH)
    return listed if isinstance(listed, list) else [value]


def _filter(box: model.FilterBox, place: Place) -> Value:
    items = _items(box.source, place)
    if items is None:
        return None
    found = []
    for item in items:
        place.state.turn()
        entries = place.within(item) if isinstance(item, dict) else place
        match = value_of(box.match, entries.within({"item": item}))
        if match is True:
            found.append(item)
        elif isinstance(match, Decimal):
            return place.within({"items": items, "at": match}).value(_AT)
        elif match is not None and match is not False:
            place.state.note(f"{place.decision}: what the filter asks of each item is neither true nor false.")
            return None
    return found


def _loop(box: model.Loop, place: Place) -> Value:
    items = _items(box.source, place)
    if items is None:
        return None
    values: list[Value] = []
    for item in items:
        place.state.turn()
        inner = {box.variable: item}
        if box.partial:
            place.sight.take(len(values))
            inner["partial"] = list(values)
        values.append(value_of(box.body, place.within(inner)))
    if box.kind == "for":
        return values
    return place.within({"values": values}).value(_SOME if box.kind == "some" else _EVERY)


_EACH = parse("for each in it return each")
_AT = parse("items[at]")
_SOME = parse("any(values)")
_EVERY = parse("all(values)")
_SHARING = (model.Literal, model.Table)
_RUNNERS: dict[type, Callable[..., Value]] = {
    model.Literal: _literal,
    model.ContextBox: _context,
    model.Invocation: _invocation,
    model.ListBox: _list,
    model.Relation: _relation,
    model.FunctionBox: _function,
    model.Conditional: _conditional,
    model.FilterBox: _filter,
    model.Loop: _loop,
    model.Table: decide,
}
