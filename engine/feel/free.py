"""Which names an expression needs from outside, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Set

from engine.feel import tree

Bound = Set[str]
OWN = frozenset({"?", "item", "partial"})


def free_names(node: tree.Node, bound: Bound = frozenset()) -> Iterator[tree.Name]:
    """Every name that the expression does not define itself, but for `?`, `item` and `partial`.

    Names within a filter are left out: they may be entries of the items.
    """
    if isinstance(node, tree.Name):
        if node.name not in bound and node.name not in OWN:
            yield node
    elif isinstance(node, tree.Filter):
        yield from free_names(node.base, bound)
    elif isinstance(node, tree.For | tree.Quantified):
        yield from _turns(node, bound)
    elif isinstance(node, tree.Context):
        yield from _entries(node, bound)
    else:
        inner: Bound = bound | frozenset(node.parameters) if isinstance(node, tree.Lambda) else bound
        for part in tree.children(node):
            yield from free_names(part, inner)


def _turns(node: tree.For | tree.Quantified, bound: Bound) -> Iterator[tree.Name]:
    for turn in node.turns:
        for part in tree.children(turn):
            yield from free_names(part, bound)
        bound |= {turn.name}
    yield from free_names(node.body if isinstance(node, tree.For) else node.condition, bound)


def _entries(node: tree.Context, bound: Bound) -> Iterator[tree.Name]:
    seen = set(bound)
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(value, tree.Lambda):
            seen.add(key)
        yield from free_names(value, seen)
        seen.add(key)
