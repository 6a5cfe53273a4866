"""How a built-in function is declared: `@builtin("substring(string: string, start: number, length?: number)")`.

A `?` after the name of a parameter makes it optional, one after its type lets null through (else null gives null);
`|` separates types; `...` after the name collects all arguments in a list. Several functions may share a name.
The Python function gets the run first, then the values.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from engine.feel.budget import Run
from engine.feel.kinds import converted
from engine.feel.tree import Type
from engine.feel.values import Function, Value, kind

Body: TypeAlias = Callable[..., Value]
_SIGNATURE = re.compile(r"([a-z ]+)\((.*)\)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a built-in."""

    name: str
    types: tuple[Type, ...]
    optional: bool
    nullable: bool
    collects: bool


@dataclass(frozen=True, slots=True)
class Builtin:
    """One function under a name."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Body

    @property
    def fewest(self) -> int:
        """How many arguments it needs."""
        return sum(not parameter.optional for parameter in self.parameters)

    @property
    def collects(self) -> bool:
        """Whether it takes any number of arguments."""
        return any(parameter.collects for parameter in self.parameters)

    def arguments(self, values: tuple[Value, ...], named: dict[str, Value] | None) -> list[Value] | None:
        """Order the arguments by parameter, without the optional ones at the end; None when they do not fit."""
        if named is not None:
            return self._by_name(named)
        if self.collects:
            return self._collected(values)
        if not self.fewest <= len(values) <= len(self.parameters):
            return None
        return list(values)

    def _by_name(self, named: dict[str, Value]) -> list[Value] | None:
        names = [parameter.name for parameter in self.parameters]
        if not named.keys() <= set(names):
            return None
        needed = (one for one in self.parameters if not one.optional and (one.collects or not one.nullable))
        if not named or any(parameter.name not in named for parameter in needed):
            return None
        if self.collects and names[-1] in named:
            named = {**named, names[-1]: self._gathered((named[names[-1]],))}
        given = [named.get(name) for name in names]
        while given and names[len(given) - 1] not in named and self.parameters[len(given) - 1].optional:
            given.pop()
        return given

    def _collected(self, values: tuple[Value, ...]) -> list[Value] | None:
        before = len(self.parameters) - 1
        if len(values) <= before:
            return None
        return [*values[:before], self._gathered(values[before:])]

    def _gathered(self, values: tuple[Value, ...]) -> Value:
        """Several values as a list; one that is a list already (or null) stays what it is, where lists are wanted."""
        wants_list = self.parameters[-1].types[0].name == "list"
        if wants_list and len(values) == 1 and (type(values[0]) is list or values[0] is None):
            return values[0]
        return list(values)

    def fitted(self, arguments: list[Value]) -> list[Value] | None:
        """Convert arguments to the types of their parameters; None when one cannot be."""
        fitted = []
        for parameter, value in zip(self.parameters, arguments, strict=False):
            found = _fit(parameter, value)
            if found is None:
                return None
            fitted.append(found[0])
        return fitted


def _fit(parameter: Parameter, value: Value) -> tuple[Value] | None:
    if value is None:
        return (None,) if parameter.nullable else None
    for wanted in parameter.types:
        if kind(value) == wanted.name or wanted.name == "any":
            return (value,)
    for wanted in parameter.types:
        fitted = converted(value, wanted)
        if fitted is not None:
            return (fitted,)
    return None


BUILTINS: dict[str, list[Builtin]] = {}


def builtin(signature: str) -> Callable[[Body], Body]:
    """Declare a built-in function."""
    match = _SIGNATURE.fullmatch(signature)
    if match is None:
        raise ValueError(signature)
    name = match[1]
    parameters = tuple(_parameter(part) for part in match[2].split(", ") if part)

    def declare(body: Body) -> Body:
        BUILTINS.setdefault(name, []).append(Builtin(name, parameters, body))
        return body

    return declare


def _parameter(text: str) -> Parameter:
    name, _, types = text.partition(": ")
    collects, optional = name.endswith("..."), name.endswith("?")
    nullable = types.endswith("?") or types == "any"
    wanted = tuple(Type(part) for part in types.rstrip("?").split("|"))
    return Parameter(name.rstrip(".?"), wanted, optional, nullable, collects)


def as_function(name: str) -> Function | None:
    """Make the function value of a built-in, or None when there is none."""
    overloads = BUILTINS.get(name)
    if overloads is None:
        return None

    def invoke(run: Run, values: tuple[Value, ...], named: dict[str, Value] | None) -> Value:
        fits = False
        for overload in overloads if named is None else _in_order_of(overloads, list(named)):
            arguments = overload.arguments(values, named)
            if arguments is None:
                continue
            fits = True
            fitted = overload.fitted(arguments)
            if fitted is not None:
                result = overload.body(run, *fitted)
                if result is None:
                    run.note(f"{name}(...) has no result for these arguments")
                return result
        what = "values of these types" if fits else "these arguments"
        run.note(f"{name}(...) does not work on {what}", *(values if named is None else named.values()))
        return None

    return Function(name, tuple(parameter.name for parameter in overloads[0].parameters), invoke)


def _in_order_of(overloads: list[Builtin], names: list[str]) -> list[Builtin]:
    """Overloads with the same names told apart by their order: before(point, range) and before(range, point)."""
    return sorted(overloads, key=lambda overload: [one.name for one in overload.parameters][: len(names)] != names)
