"""The syntax tree: frozen, comparable, without positions in its equality."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal

DEEPEST_TREE = 100


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of an expression."""


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """null, true, false, a number or a string."""

    value: Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class At(Node):
    """`@"2026-11-21"`: a date, time, date and time or duration literal."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name, its words joined by single spaces."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`base.name`"""

    base: Node
    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`base[condition]`"""

    base: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`function(arguments)`; `names` holds the parameter names of a call with named arguments, else None."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """`-operand`"""

    operand: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """A chain of operators of one level, left to right: `first op operand op operand`."""

    first: Node
    operators: tuple[str, ...]
    operands: tuple[Node, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """`left operator right`"""

    operator: str
    left: Node
    right: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class And(Node):
    """All of `items`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """One of `items`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`"""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in (tests)`"""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class UnaryCompare(Node):
    """`> 5`: a test of a value that is not named. Outside a test it is a range without one end."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """`[low..high]`"""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[items]`"""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Context(Node):
    """`{key: value}`; an entry sees the entries before it."""

    keys: tuple[str, ...]
    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then yes else no`"""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Turn(Node):
    """One `name in source` or `name in source..end` of a loop."""

    name: str
    source: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for turns return body`"""

    turns: tuple[Turn, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some turns satisfies condition` (or `every`)."""

    every: bool
    turns: tuple[Turn, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class Type(Node):
    """A type: a name, its parts (`list<number>`, `context<a: number>`, `function<number> -> number`)."""

    name: str
    keys: tuple[str, ...] = ()
    parts: tuple[Type, ...] = ()


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`"""

    value: Node
    type: Type


@dataclass(frozen=True, slots=True)
class Lambda(Node):
    """`function(parameters) body`"""

    parameters: tuple[str, ...]
    types: tuple[Type | None, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """The unary tests of a decision table cell. No tests at all is `-`: anything."""

    tests: tuple[Node, ...]
    negated: bool = False


_FIELDS: dict[type[Node], tuple[str, ...]] = {}


def children(node: Node) -> Iterator[Node]:
    """The parts of a node, in the order of the text."""
    names = _FIELDS.get(type(node))
    if names is None:
        names = _FIELDS[type(node)] = tuple(entry.name for entry in fields(node))
    for name in names:
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (part for part in value if isinstance(part, Node))


def measure(node: Node) -> tuple[int, int]:
    """Number of nodes, and depth, of a tree; without recursion."""
    count = deepest = 0
    stack = [(node, 1)]
    while stack:
        current, depth = stack.pop()
        count += 1
        deepest = max(deepest, depth)
        stack.extend((child, depth + 1) for child in children(current))
    return count, deepest
