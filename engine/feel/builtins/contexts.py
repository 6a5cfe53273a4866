"""Built-in functions on contexts."""

from __future__ import annotations

from engine.feel.budget import Run
from engine.feel.signature import builtin
from engine.feel.values import Value

Entries = dict[str, Value]


@builtin("get value(m: context, key: string)")
def get_value(run: Run, context: Entries, key: str) -> Value:
    """The value of an entry; null when there is none."""
    return context.get(key)


@builtin("get value(context: context, keys: list)")
def get_deep_value(run: Run, context: Entries, keys: list[Value]) -> Value:
    """The value at the end of a path of keys."""
    value: Value = context
    for key in keys:
        if type(value) is not dict or type(key) is not str:
            return None
        value = value.get(key)
    return value


@builtin("get entries(m: context)")
def get_entries(run: Run, context: Entries) -> Value:
    """The entries as a list of contexts with key and value."""
    run.list(len(context) * 3)
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context(entries: list)")
def context(run: Run, entries: list[Value]) -> Value:
    """A context from a list of contexts with key and value; null when a key is missing or there twice."""
    result: Entries = {}
    run.list(len(entries))
    for entry in entries:
        if type(entry) is not dict or "value" not in entry:
            return None
        key = entry.get("key")
        if type(key) is not str or key in result:
            return None
        result[key] = entry["value"]
    return result


@builtin("context put(context: context, key: string, value: any)")
def context_put(run: Run, context: Entries, key: str, value: Value) -> Value:
    """The context with an entry added or changed."""
    run.list(len(context) + 1)
    return {**context, key: value}


@builtin("context put(context: context, keys: list, value: any)")
def context_put_deep(run: Run, context: Entries, keys: list[Value], value: Value) -> Value:
    """The context with the entry at the end of a path of keys added or changed; null where the path has a gap."""
    if not keys or not all(type(key) is str for key in keys):
        return None
    path: list[Entries] = [context]
    for key in keys[:-1]:
        run.work(1)
        inner = path[-1].get(key)
        if type(inner) is not dict:
            return None
        path.append(inner)
    result = value
    for within, key in zip(reversed(path), reversed(keys), strict=True):
        run.list(len(within) + 1)
        result = {**within, key: result}
    return result


@builtin("context merge(contexts: list)")
def context_merge(run: Run, contexts: list[Value]) -> Value:
    """One context of all entries; of two with one name the later stands."""
    result: Entries = {}
    for part in contexts:
        if type(part) is not dict:
            return None
        run.list(len(part))
        result.update(part)
    return result
