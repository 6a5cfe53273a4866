"""Calling and making functions, and `instance of`."""

from __future__ import annotations

from functools import partial

from engine.feel import tree
from engine.feel.budget import Run, Scope
from engine.feel.builtins import builtin_function
from engine.feel.compiled.core import Code, compiled, lookup
from engine.feel.hosts import host_function
from engine.feel.kinds import conforms, converted
from engine.feel.stack import on_another_stack
from engine.feel.values import Function, Value, kind


def call(run: Run, function: Value, values: tuple[Value, ...], named: dict[str, Value] | None = None) -> Value:
    """Call a function value; anything else gives null."""
    if type(function) is not Function:
        run.note(f"{kind(function)} is not a function")
        return None
    run.work(3)
    return function.call(run, values, named)


@compiled.register
def _call(node: tree.Call) -> Code:
    function = _function(node.function)
    arguments = tuple(compiled(argument) for argument in node.arguments)
    names = node.names
    if names is not None and len(set(names)) != len(names):
        return lambda scope: scope.run.note("an argument was given twice")

    def run(scope: Scope) -> Value:
        values = tuple([argument(scope) for argument in arguments])
        if names is None:
            return call(scope.run, function(scope), values)
        return call(scope.run, function(scope), (), dict(zip(names, values, strict=True)))

    return run


def _function(node: tree.Node) -> Code:
    """What a call calls: a function in sight, else one that the caller passed in, else a built-in."""
    if not isinstance(node, tree.Name):
        return compiled(node)
    name, builtin = node.name, builtin_function(node.name)

    def run(scope: Scope) -> Value:
        found = lookup(scope, name, None)
        if type(found) is Function:
            return found
        host = scope.run.functions.get(name)
        if host is not None:
            return host_function(name, host)
        if builtin is None:
            scope.run.note(f"there is no function called {name}")
        return builtin

    return run


@compiled.register
def _lambda(node: tree.Lambda) -> Code:
    body = compiled(node.body)
    size, depth = tree.measure(node.body)
    parameters = node.parameters
    frames = depth + 4

    def make(scope: Scope) -> Value:
        def invoke(run: Run, values: tuple[Value, ...], named: dict[str, Value] | None) -> Value:
            given = _bind(node, values, named, run)
            if given is None:
                run.note("a function was called with other arguments than it has")
                return None
            run.work(size)
            inner = Scope(given, scope, run)
            has_room = run.enter(frames)
            try:
                return body(inner) if has_room else on_another_stack(run, partial(body, inner))
            finally:
                run.leave(frames)

        return Function("function", parameters, invoke, node.types)

    return make


def _bind(
    node: tree.Lambda, values: tuple[Value, ...], named: dict[str, Value] | None, run: Run
) -> dict[str, Value] | None:
    """Match arguments to parameters; None when they do not."""
    parameters = node.parameters
    if named is not None:
        if named.keys() != set(parameters):
            return None
        values = tuple(named[name] for name in parameters)
    if len(values) != len(parameters):
        return None
    given: dict[str, Value] = {}
    for name, wanted, value in zip(parameters, node.types, values, strict=True):
        fitted = value if wanted is None else converted(value, wanted, run)
        if fitted is None and value is not None:
            return None
        given[name] = fitted
    return given


@compiled.register
def _instance_of(node: tree.InstanceOf) -> Code:
    value, wanted = compiled(node.value), node.type
    return lambda scope: conforms(value(scope), wanted, scope.run)
