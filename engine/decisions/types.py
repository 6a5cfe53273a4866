"""Item definitions: named types, whether a value fits one, and the conversions DMN makes by itself.

A value fits a list type when each item does; one thing becomes a list of one and a list of one its item where the
type asks for it; a date becomes its midnight where a date and time is asked for. What does not fit becomes null: so
does a context without a component of its type, but for what a caller sends, whose missing components are null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from engine.decisions.model import ItemType
from engine.decisions.words import Words
from engine.decisions.xml import child, children, text_of
from engine.feel import Evaluation, Expression, Function, UnaryTests, Value, parse
from engine.feel.values import kind
from engine.xml import Element

DEEPEST = 20
ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "integer": "number",
    "long": "number",
    "double": "number",
}
SIMPLE = frozenset({"number", "string", "boolean", "date", "time", "date and time"})
DURATIONS = frozenset({"days and time duration", "years and months duration"})
ANY = frozenset({"", "Any", "any", "context", "list", "function"})
_MISFIT = object()


def read_type(element: Element, words: Words) -> ItemType:
    """The named type at an `itemDefinition` or `itemComponent`."""
    constraint, allowed = child(element, "typeConstraint"), child(element, "allowedValues")
    base, function = child(element, "typeRef"), child(element, "functionItem")
    return ItemType(
        name=element.get("name", ""),
        base="" if base is None else (base.text or "").strip(),
        is_list=element.get("isCollection") == "true",
        components=tuple(read_type(found, words) for found in children(element, "itemComponent")),
        allowed=None if allowed is None or not text_of(allowed) else words.tests(allowed),
        listed=None if allowed is None else words.list_of(allowed),
        constraint=None if constraint is None or not text_of(constraint) else words.tests(constraint),
        is_function=function is not None,
        gives="" if function is None else function.get("outputTypeRef", ""),
    )


def fitted(
    value: Value, type_ref: str, types: Mapping[str, ItemType], run: Evaluation, *, read_text: bool = False
) -> Value:
    """The value as a value of a type, or null when it is none. With `read_text`, dates and durations may be texts.

    The work is charged to `run`, which looks at what types allow with no names in sight. Raises BudgetExceeded.
    """
    found = _Fitter(types, run, read_text).ref(value, type_ref, 0) if type_ref else value
    return None if found is _MISFIT else found


def result_type(type_ref: str, types: Mapping[str, ItemType]) -> str:
    """The type of what a function gives: files write either that, or a type of functions that says it."""
    item = types.get(type_ref) or types.get(type_ref.rpartition(":")[2])
    return item.gives if item is not None and item.is_function else type_ref


def named_types(types: Mapping[str, ItemType], run: Callable[[], Evaluation]) -> dict[str, Callable[[Value], bool]]:
    """For each type of a file, whether a value is one as it stands: what `instance of` asks. `run` is charged.

    Nothing is converted, and allowed values do not count.
    """
    return {name: partial(_is_one, item, types, run) for name, item in types.items()}


def _is_one(item: ItemType, types: Mapping[str, ItemType], run: Callable[[], Evaluation], value: Value) -> bool:
    return value is not None and _Fitter(types, run(), False, strict=True).item(value, item, 0) is not _MISFIT


def listed_values(type_ref: str, types: Mapping[str, ItemType]) -> Expression | None:
    """The allowed values of a type, in the order in which it lists them; None when it lists none."""
    for _ in range(DEEPEST):
        item = types.get(type_ref)
        if item is None or item.listed is not None:
            return None if item is None else item.listed
        type_ref = item.base
    return None


def plain_type(type_ref: str, types: Mapping[str, ItemType]) -> tuple[str, UnaryTests | None]:
    """What a type comes down to: the language's own name for it, and what narrows it. Empty: not known, or anything."""
    allowed: UnaryTests | None = None
    for _ in range(DEEPEST):
        name = type_ref.rpartition(":")[2]
        item = types.get(type_ref) or types.get(name)
        if item is None:
            name = ALIASES.get(name, name)
            return (name if name in SIMPLE or name in DURATIONS else ""), allowed
        if item.is_list or item.components or item.is_function:
            return "list" if item.is_list else "context", None
        allowed = allowed or item.allowed or item.constraint
        type_ref = item.base
    return "", allowed


def type_is_known(type_ref: str, types: Mapping[str, ItemType]) -> bool:
    """Whether a type is one of the language, or of the file."""
    name = type_ref.rpartition(":")[2]
    return type_ref in types or name in types or ALIASES.get(name, name) in SIMPLE | DURATIONS | ANY


class _Fitter:
    """One value against one type."""

    def __init__(self, types: Mapping[str, ItemType], run: Evaluation, read_text: bool, strict: bool = False) -> None:
        self.types = types
        self.run = run
        self.read_text = read_text
        self.strict = strict

    def ref(self, value: Value, type_ref: str, depth: int) -> Value:
        """The value as one of the type with this name; a name not known stands for anything."""
        if value is None or depth > DEEPEST:
            return value
        item = self.types.get(type_ref) or self.types.get(type_ref.rpartition(":")[2])
        if item is not None:
            return self.item(value, item, depth + 1)
        name = type_ref.rpartition(":")[2]
        return self.simple(value, ALIASES.get(name, name))

    def item(self, value: Value, item: ItemType, depth: int) -> Value:
        """The value as one of a named type. A constraint (DMN 1.5) is on the whole, allowed values on each item."""
        if value is None:
            return None
        self.run.work(1)
        found = self.unconstrained(value, item, depth)
        if found is _MISFIT or item.constraint is None or self.strict or self.run.holds(item.constraint, found):
            return found
        return _MISFIT

    def unconstrained(self, value: Value, item: ItemType, depth: int) -> Value:
        """The value as one of a named type, its constraint apart."""
        if item.is_list:
            if self.strict and not isinstance(value, list):
                return _MISFIT
            values = value if isinstance(value, list) else [value]
            self.run.work(len(values))
            self.run.take(len(values))
            parts = [self.one(part, item, depth) for part in values]
            return _MISFIT if any(part is _MISFIT for part in parts) else parts
        return self.one(value, item, depth)

    def one(self, value: Value, item: ItemType, depth: int) -> Value:
        """The value as one of a named type, its being a list apart."""
        if item.components:
            value = self.components(value, item, depth)
        elif item.is_function:
            return value if isinstance(value, Function) else _MISFIT
        else:
            value = self.ref(value, item.base, depth)
        if value is _MISFIT or value is None or item.allowed is None or self.strict:
            return value
        if isinstance(value, list) and not item.is_list:
            return value if all(self.run.holds(item.allowed, part) for part in value) else _MISFIT
        return value if self.run.holds(item.allowed, value) else _MISFIT

    def components(self, value: Value, item: ItemType, depth: int) -> Value:
        """The value as a context with the components of a type; entries that the type does not name stay."""
        value = self.only(value)
        if not isinstance(value, dict):
            return _MISFIT
        if not self.read_text and any(part.name not in value for part in item.components):
            return _MISFIT
        self.run.take(len(value) + len(item.components))
        result = dict(value)
        for part in item.components:
            result[part.name] = self.item(value.get(part.name), part, depth + 1)
        return _MISFIT if any(entry is _MISFIT for entry in result.values()) else result

    def only(self, value: Value) -> Value:
        """The one item of a list of one."""
        return value[0] if isinstance(value, list) and len(value) == 1 and not self.strict else value

    def simple(self, value: Value, name: str) -> Value:
        """The value as one of a type of the language."""
        if name in ANY or (name not in SIMPLE and name not in DURATIONS):
            return value
        value = self.only(value)
        if _is(value, name):
            return value
        if self.strict:
            return _MISFIT
        if name == "date and time" and _is(value, "date"):
            return _READERS[name].evaluate({"it": value})
        return self.from_text(value, name) if self.read_text and isinstance(value, str) else _MISFIT

    @staticmethod
    def from_text(value: str, name: str) -> Value:
        """A date, time or duration that was sent as text."""
        function = "duration" if name in DURATIONS else name
        if function not in ("date", "time", "date and time", "duration"):
            return _MISFIT
        read = _READERS[function].evaluate({"it": value})
        return read if _is(read, name) else _MISFIT


_READERS = {name: parse(f"{name}(it)") for name in ("date", "time", "date and time", "duration")}


def _is(value: Value, name: str) -> bool:
    return kind(value) == name
