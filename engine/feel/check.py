"""Finding what is wrong with an expression before anything runs: for uploads, not for evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from difflib import get_close_matches
from itertools import islice

from engine.feel import tree
from engine.feel.arithmetic import result_kind
from engine.feel.builtins import builtin_names, overloads
from engine.feel.compare import ORDERED
from engine.feel.errors import FeelError, FeelProblem
from engine.feel.expression import Expression, UnaryTests, parse, parse_unary_tests
from engine.feel.free import free_names
from engine.feel.kinds import known_type
from engine.feel.range_text import READERS
from engine.feel.signature import Builtin
from engine.feel.temporal_text import read_literal
from engine.feel.values import KINDS, kind

MOST_PROBLEMS = 20
_ORDERED = frozenset(KINDS[one] for one in ORDERED)
_RESULTS = {
    **dict.fromkeys(("number", "count", "string length", "floor", "ceiling", "decimal", "modulo"), "number"),
    **dict.fromkeys(("string", "upper case", "lower case", "substring", "string join", "trim"), "string"),
    **dict.fromkeys(("not", "contains", "starts with", "ends with", "matches", "list contains"), "boolean"),
    **{name: name for name in ("date", "time", "date and time", "years and months duration")},
    "today": "date",
    "now": "date and time",
}


def check(text: str, known_names: Iterable[str], functions: Iterable[str] = ()) -> tuple[FeelProblem, ...]:
    """Say what is wrong with an expression: it cannot be read, a name or function is unknown, types do not fit.

    `functions` are the names of those the caller will pass in. No problem: an empty tuple.
    """
    known = frozenset(known_names)
    try:
        node = parse(text, known).tree
    except FeelError as error:
        return (FeelProblem(error.message, error.position),)
    return _problems(node, known | frozenset(functions))


def check_unary_tests(text: str, known_names: Iterable[str], functions: Iterable[str] = ()) -> tuple[FeelProblem, ...]:
    """The same for the cell of a decision table."""
    known = frozenset(known_names)
    try:
        node = parse_unary_tests(text, known).tree
    except FeelError as error:
        return (FeelProblem(error.message, error.position),)
    return _problems(node, known | frozenset(functions))


def check_types(
    code: Expression | UnaryTests, known_names: Set[str], functions: Set[str] = frozenset()
) -> tuple[FeelProblem, ...]:
    """Of an expression or cell that was read, only whether values fit what is done with them, unknown names or not."""
    found = islice(_wrong(code.tree, known_names, functions), MOST_PROBLEMS)
    return tuple(sorted(found, key=lambda problem: problem.position))


def names(text: str, known_names: Iterable[str] = ()) -> frozenset[str]:
    """The names an expression needs from outside (built-in functions left out); raises `FeelError`."""
    found = {name.name for name in free_names(parse(text, known_names).tree)}
    return frozenset(found - builtin_names())


def _problems(node: tree.Node, known: frozenset[str]) -> tuple[FeelProblem, ...]:
    found = [*islice(_unknown(node, known), MOST_PROBLEMS), *islice(_wrong(node, known, frozenset()), MOST_PROBLEMS)]
    return tuple(sorted(found, key=lambda problem: problem.position)[:MOST_PROBLEMS])


def _unknown(node: tree.Node, known: frozenset[str]) -> Iterator[FeelProblem]:
    builtins = builtin_names()
    for name in free_names(node):
        if name.name in known or name.name in builtins:
            continue
        near = get_close_matches(name.name, known | builtins, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        if name.name.startswith("not "):
            hint = " Write not(...) with brackets."
        yield FeelProblem(f"There is nothing called {name.name} here.{hint}", name.at)


def _wrong(node: tree.Node, known: Set[str], functions: Set[str]) -> Iterator[FeelProblem]:
    stack = [node]
    while stack:
        current = stack.pop()
        stack.extend(tree.children(current))
        if isinstance(current, tree.At) and read_literal(current.text) is None:
            yield FeelProblem(f'"{current.text}" is no date, time or duration.', current.at)
        elif isinstance(current, tree.Arithmetic):
            yield from _arithmetic(current)
        elif isinstance(current, tree.Compare):
            yield from _comparison(current)
        elif isinstance(current, tree.Call):
            yield from _call(current, known, functions)
        elif isinstance(current, tree.And | tree.Or | tree.If):
            yield from _conditions(current)
        elif isinstance(current, tree.InstanceOf) and not known_type(current.type):
            yield FeelProblem(f"There is no type called {current.type.name}.", position(current))


def position(node: tree.Node) -> int:
    """Where a node stands, as well as its parts know."""
    stack = [node]
    places = []
    while stack:
        current = stack.pop()
        at = getattr(current, "at", None)
        if at is not None:
            places.append(at)
        stack.extend(tree.children(current))
    return min(places, default=0)


def _arithmetic(node: tree.Arithmetic) -> Iterator[FeelProblem]:
    left = kind_of(node.first)
    for operator, operand in zip(node.operators, node.operands, strict=True):
        right = kind_of(operand)
        if left is None or right is None or "null" in (left, right):
            return
        found = result_kind(operator, left, right)
        if found is None:
            yield FeelProblem(f"{left} {operator} {right} has no result.", node.at)
            return
        left = found


def _arithmetic_kind(node: tree.Arithmetic) -> str | None:
    left = kind_of(node.first)
    for operator, operand in zip(node.operators, node.operands, strict=True):
        right = kind_of(operand)
        left = None if left is None or right is None else result_kind(operator, left, right)
    return left


def _comparison(node: tree.Compare) -> Iterator[FeelProblem]:
    left, right = kind_of(node.left), kind_of(node.right)
    if left is None or right is None or "null" in (left, right):
        return
    if left != right:
        yield FeelProblem(f"A {left} is never {node.operator} a {right}.", node.at)
    elif node.operator not in ("=", "!=") and left not in _ORDERED:
        yield FeelProblem(f"Values of type {left} have no order.", node.at)


def _conditions(node: tree.And | tree.Or | tree.If) -> Iterator[FeelProblem]:
    parts = (node.condition,) if isinstance(node, tree.If) else node.items
    for part in parts:
        found = kind_of(part)
        if found not in (None, "boolean", "null"):
            yield FeelProblem(f"A condition is true or false, but this is a {found}.", position(part))


def _call(node: tree.Call, known: Set[str], functions: Set[str]) -> Iterator[FeelProblem]:
    if not isinstance(node.function, tree.Name):
        return
    name = node.function.name
    if name in known or name in functions:
        return
    candidates = overloads(name)
    fitting = [candidate for candidate in candidates if _fits(candidate.arguments, node)]
    if candidates and not fitting:
        forms = " or ".join(f"{name}({', '.join(part.name for part in one.parameters)})" for one in candidates)
        yield FeelProblem(f"These arguments do not fit: write {forms}.", node.function.at)
    elif fitting and (wrong := _misfit(fitting, node)):
        yield FeelProblem(wrong, node.function.at)
    reader = READERS.get(name)
    first = node.arguments[0] if len(node.arguments) == 1 else None
    if reader and isinstance(first, tree.Literal) and isinstance(first.value, str) and reader(first.value) is None:
        yield FeelProblem(f'"{first.value}" is no {name}.', node.function.at)


def _misfit(candidates: list[Builtin], node: tree.Call) -> str:
    """What is wrong with the types of the arguments, where all forms of a function say so; else nothing."""
    kinds = [kind_of(argument) for argument in node.arguments]
    found = [_wrong_argument(candidate, kinds, node.names) for candidate in candidates]
    return found[0] if all(found) else ""


def _wrong_argument(candidate: Builtin, kinds: list[str | None], names: tuple[str, ...] | None) -> str:
    by_name = {parameter.name: parameter for parameter in candidate.parameters}
    parameters = candidate.parameters if names is None else tuple(by_name[name] for name in names)
    for parameter, given in zip(parameters, kinds, strict=False):
        wanted = [one.name for one in parameter.types]
        if parameter.collects or given is None or given in (*wanted, "null", "list", "function"):
            continue
        if "any" in wanted or "list" in wanted or (given == "date" and "date and time" in wanted):
            continue
        return f"{candidate.name}(...) takes a {' or a '.join(wanted)} as its {parameter.name}, but this is a {given}."
    return ""


def _fits(arguments: object, node: tree.Call) -> bool:
    blank = (True,) * len(node.arguments)
    if not callable(arguments):
        return False
    if node.names is None:
        return arguments(blank, None) is not None
    return arguments((), dict(zip(node.names, blank, strict=True))) is not None


def kind_of(node: tree.Node) -> str | None:
    """The type that a node surely has, as far as the text alone tells; else None."""
    if isinstance(node, tree.Literal):
        return kind(node.value)
    if isinstance(node, tree.At):
        value = read_literal(node.text)
        return None if value is None else kind(value)
    if isinstance(node, tree.Compare | tree.And | tree.Or | tree.Between | tree.In | tree.Quantified | tree.InstanceOf):
        return "boolean"
    if isinstance(node, tree.Negate):
        return kind_of(node.operand)
    if isinstance(node, tree.Arithmetic):
        return _arithmetic_kind(node)
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
        return _RESULTS.get(node.function.name)
    return {tree.ListOf: "list", tree.Context: "context", tree.Lambda: "function"}.get(type(node))
