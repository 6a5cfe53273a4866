"""Shapes of models: paths, dominators and rings, against slow but plain oracles."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as some

from engine.definitions.graph import circles, cycles, immediate_dominators, reachable

NODES = "abcdef"
GRAPHS = some.fixed_dictionaries(
    {node: some.lists(some.sampled_from(NODES), unique=True, max_size=3) for node in NODES}
)


def slow_paths(after, root):
    """What can be reached, by trying ever longer paths."""
    seen = {root}
    for _ in NODES:
        seen |= {target for node in seen for target in after.get(node, ())}
    return seen


@settings(max_examples=200)
@given(GRAPHS)
def test_reachable_is_what_some_path_leads_to(after):
    assert reachable(after, ["a"]) == slow_paths(after, "a")


@settings(max_examples=200)
@given(GRAPHS)
def test_a_dominator_is_on_every_path(after):
    found = immediate_dominators(after, "a")

    assert set(found) == slow_paths(after, "a")
    for node, last in found.items():
        without = {key: [one for one in targets if one != last] for key, targets in after.items() if key != last}
        if node != "a" and last != "a":
            assert node not in slow_paths(without, "a")


@settings(max_examples=200)
@given(GRAPHS)
def test_nodes_that_reach_each_other_are_in_one_circle(after):
    found = circles(after)

    for one in NODES:
        for other in NODES:
            both_ways = one in slow_paths(after, other) and other in slow_paths(after, one)
            assert (found[one] == found[other]) == both_ways


@settings(max_examples=200)
@given(GRAPHS, some.sets(some.sampled_from(NODES)))
def test_a_ring_is_found_exactly_when_there_is_one(after, kept):
    rings = cycles(after, kept.__contains__)

    inside = {node: [one for one in after[node] if one in kept] for node in kept}
    has_ring = any(node in {deep for one in inside[node] for deep in slow_paths(inside, one)} for node in kept)
    assert bool(rings) == has_ring
    for ring in rings:
        assert all(after_ in after[node] for node, after_ in zip(ring, [*ring[1:], ring[0]], strict=True))


def test_a_chain_of_ten_thousand_nodes_is_no_trouble():
    after = {str(number): [str(number + 1)] for number in range(10_000)}

    assert immediate_dominators(after, "0")["10000"] == "9999"
    assert cycles({**after, "10000": []}, lambda _: True) == []
