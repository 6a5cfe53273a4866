"""Built-in functions on lists. Positions count from 1, or from -1 at the end."""

from __future__ import annotations

from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.compare import equal
from engine.feel.signature import builtin
from engine.feel.values import Function, Value


def _made(run: Run, items: list[Value]) -> list[Value]:
    run.list(len(items))
    run.work(len(items) >> 2)
    return items


def _index(items: list[Value], position: Decimal) -> int | None:
    """The Python index of a position; null outside."""
    if abs(position) < 1 or abs(position) >= len(items) + 1:
        return None
    return int(position) - 1 if position > 0 else len(items) + int(position)


@builtin("list contains(list: list, element: any)")
def list_contains(run: Run, items: list[Value], element: Value) -> Value:
    """Whether an item equals `element`."""
    run.work(len(items))
    return any(equal(run, item, element) for item in items)


@builtin("count(list...: list)")
def count(run: Run, items: list[Value]) -> Value:
    """How many items there are."""
    return Decimal(len(items))


@builtin("sublist(list: list, start position: number, length?: number)")
def sublist(run: Run, items: list[Value], start: Decimal, length: Decimal | None = None) -> Value:
    """`length` items from a position; null outside the list."""
    begin = _index(items, start)
    if begin is None:
        return None
    if length is None:
        return _made(run, items[begin:])
    if length < 1 or length > len(items) - begin:
        return None
    return _made(run, items[begin : begin + int(length)])


@builtin("append(list: list, item...: any)")
def append(run: Run, items: list[Value], added: list[Value]) -> Value:
    """The list with more items at its end."""
    return _made(run, items + added)


@builtin("concatenate(list...: any)")
def concatenate(run: Run, lists: list[Value]) -> Value:
    """All lists one after another; what is no list counts as one item."""
    run.work(len(lists))
    if any(part is None for part in lists):
        return None
    run.list(sum(len(part) if type(part) is list else 1 for part in lists))
    return [item for part in lists for item in (part if type(part) is list else [part])]


@builtin("insert before(list: list, position: number, newItem: any)")
def insert_before(run: Run, items: list[Value], position: Decimal, item: Value) -> Value:
    """The list with a new item before the one at a position; null where there is none to stand before."""
    index = _index(items, position)
    return None if index is None else _made(run, [*items[:index], item, *items[index:]])


@builtin("remove(list: list, position: number)")
def remove(run: Run, items: list[Value], position: Decimal) -> Value:
    """The list without the item at a position."""
    index = _index(items, position)
    return None if index is None else _made(run, [*items[:index], *items[index + 1 :]])


@builtin("list replace(list: list, position: number, newItem: any)")
def list_replace(run: Run, items: list[Value], position: Decimal, item: Value) -> Value:
    """The list with another item at a position."""
    index = _index(items, position)
    return None if index is None else _made(run, [*items[:index], item, *items[index + 1 :]])


@builtin("list replace(list: list, match: function, newItem: any)")
def list_replace_matching(run: Run, items: list[Value], match: Function, new: Value) -> Value:
    """The list with another item wherever `match(item, newItem)` is true; null when that is no truth value."""
    if len(match.parameters) != 2:
        return None
    result = []
    for item in items:
        run.work(5)
        found = match.call(run, (item, new), None)
        if type(found) is not bool:
            return None
        result.append(new if found else item)
    return _made(run, result)


@builtin("reverse(list: list)")
def reverse(run: Run, items: list[Value]) -> Value:
    """The list from its end."""
    return _made(run, items[::-1])


@builtin("index of(list: list, match: any)")
def index_of(run: Run, items: list[Value], match: Value) -> Value:
    """The positions of the items that equal `match`."""
    run.work(len(items))
    return _made(run, [Decimal(at + 1) for at, item in enumerate(items) if equal(run, item, match)])


@builtin("union(list...: any)")
def union(run: Run, lists: list[Value]) -> Value:
    """All items of all lists, each once."""
    joined = concatenate(run, lists)
    return None if joined is None else distinct_values(run, joined)


@builtin("distinct values(list: list)")
def distinct_values(run: Run, items: list[Value]) -> Value:
    """The items, each once."""
    kept: list[Value] = []
    seen: set[tuple[type, Value]] = set()
    for item in items:
        run.work(1)
        if type(item) in (str, Decimal, bool):
            if (type(item), item) not in seen:
                seen.add((type(item), item))
                kept.append(item)
            continue
        run.work(len(kept) >> 2)
        if not any(equal(run, item, other) for other in kept):
            kept.append(item)
    return _made(run, kept)


@builtin("flatten(list: list)")
def flatten(run: Run, items: list[Value]) -> Value:
    """The items of the list and of all lists within it, at any depth."""
    result: list[Value] = []
    stack = [iter(items)]
    while stack:
        for item in stack[-1]:
            run.work(1)
            if type(item) is list:
                stack.append(iter(item))
                break
            result.append(item)
        else:
            stack.pop()
    return _made(run, result)


@builtin("duplicate values(list: list)")
def duplicate_values(run: Run, items: list[Value]) -> Value:
    """The items that occur more than once, each once."""
    result: list[Value] = []
    for at, item in enumerate(items):
        run.work(len(items) >> 1)
        if any(equal(run, item, other) for other in result):
            continue
        if any(equal(run, item, other) for other in items[at + 1 :]):
            result.append(item)
    return _made(run, result)
