"""Chance for the invented council: it must come out the same each time, so it is drawn from a seed."""

from __future__ import annotations

from random import Random


def chance(seed: int, of: str | int) -> Random:
    """The chance that everything `of` this name or number is drawn from; the same seed gives the same draws."""
    return Random(f"{seed}:{of}")  # noqa: S311 - only a generator that can be foretold makes the same council twice
