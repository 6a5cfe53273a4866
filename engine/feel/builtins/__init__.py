"""The built-in functions, by group. A new one is a function in one of these files, or in a new file: all are found."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from engine.feel.signature import BUILTINS, Builtin, as_function
from engine.feel.values import Function

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


@cache
def _functions() -> dict[str, Function]:
    return {name: function for name in BUILTINS if (function := as_function(name)) is not None}


def builtin_function(name: str) -> Function | None:
    """The function value of a built-in, or None."""
    return _functions().get(name)


def builtin_names() -> frozenset[str]:
    """The names of all built-in functions."""
    return frozenset(BUILTINS)


def overloads(name: str) -> list[Builtin]:
    """The functions declared under a name."""
    return BUILTINS.get(name, [])
