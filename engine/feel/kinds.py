"""Whether a value is of a type, and the conversions the language does by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from engine.feel.budget import Run
from engine.feel.temporal import midnight
from engine.feel.tree import Type
from engine.feel.values import Function, Range, Value, kind

ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "any": "Any",
    "null": "Null",
}
SIMPLE = frozenset(
    {
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    }
)


Named: TypeAlias = Mapping[str, Callable[[Value], bool]]


def conforms(value: Value, wanted: Type, run: Run | None = None) -> bool:
    """Tell whether a value is of a type; null is only of type Null. The run knows the types of the caller."""
    name = ALIASES.get(wanted.name, wanted.name)
    if run is not None:
        run.work(1)
        if name in run.types:
            return run.types[name](value)
    if name == "Any":
        return value is not None
    if name == "Null":
        return value is None
    check = _CHECKS.get(name)
    return check(value, wanted, run) if check else name in SIMPLE and kind(value) == name


def known_type(wanted: Type) -> bool:
    """Tell whether the language has this type."""
    name = ALIASES.get(wanted.name, wanted.name)
    known = name in SIMPLE or name in _CHECKS or name in ("Any", "Null", "duration")
    return known and all(known_type(part) for part in wanted.parts)


def _list(value: Value, wanted: Type, run: Run | None) -> bool:
    if type(value) is not list:
        return False
    return not wanted.parts or all(_part(item, wanted.parts[0], run) for item in value)


def _context(value: Value, wanted: Type, run: Run | None) -> bool:
    if type(value) is not dict:
        return False
    pairs = zip(wanted.keys, wanted.parts, strict=False)
    return all(key in value and _part(value[key], part, run) for key, part in pairs)


def _part(value: Value, wanted: Type, run: Run | None) -> bool:
    """A part of a list or context may be null."""
    return value is None or conforms(value, wanted, run)


def _range(value: Value, wanted: Type, run: Run | None) -> bool:
    if type(value) is not Range:
        return False
    ends = [end for end in (value.low, value.high) if end is not None]
    return not wanted.parts or all(conforms(end, wanted.parts[0], run) for end in ends)


def _function(value: Value, wanted: Type, run: Run | None) -> bool:
    """A function takes whatever the wanted one takes; what it gives is only known when it is called."""
    if type(value) is not Function:
        return False
    if not wanted.parts:
        return True
    given = wanted.parts[:-1]
    if len(value.parameters) != len(given):
        return False
    return all(taken is None or within(one, taken) for one, taken in zip(given, value.types, strict=False))


def within(narrow: Type, wide: Type) -> bool:
    """Tell whether every value of one type is one of another."""
    if ALIASES.get(wide.name, wide.name) == "Any":
        return True
    if ALIASES.get(narrow.name, narrow.name) != ALIASES.get(wide.name, wide.name):
        return False
    if wide.name == "context":
        parts = dict(zip(narrow.keys, narrow.parts, strict=False))
        pairs = zip(wide.keys, wide.parts, strict=False)
        return all(key in parts and within(parts[key], part) for key, part in pairs)
    if wide.name == "function" and wide.parts and narrow.parts:
        taken = zip(wide.parts[:-1], narrow.parts[:-1], strict=False)
        same = len(wide.parts) == len(narrow.parts) and all(within(given, one) for given, one in taken)
        return same and within(narrow.parts[-1], wide.parts[-1])
    if len(narrow.parts) < len(wide.parts):
        return False
    return all(within(one, other) for one, other in zip(narrow.parts, wide.parts, strict=False))


_CHECKS = {"list": _list, "context": _context, "range": _range, "function": _function}


def converted(value: Value, wanted: Type, run: Run | None = None) -> Value:
    """Make a value fit a type: one thing to a list of one and back, a date to its midnight; null if it cannot."""
    if value is None or conforms(value, wanted, run):
        return value
    name = ALIASES.get(wanted.name, wanted.name)
    if name == "Any":
        return value
    if name == "list":
        return [value] if conforms([value], wanted, run) else None
    if type(value) is list and len(value) == 1:
        return converted(value[0], wanted, run)
    if name == "date and time" and kind(value) == "date":
        return midnight(value)
    return None
