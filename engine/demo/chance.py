"""Chance for the invented council: it must come out the same each time, so it is drawn from a seed."""

from __future__ import annotations

from random import Random


class Foretold(Random):
    """Chance that comes out the same for the same seed: good for an invented council, never for a secret."""


def chance(seed: int, of: str | int) -> Random:
    """The chance that everything `of` this name or number is drawn from; the same seed gives the same draws."""
    return Foretold(f"{seed}:{of}")
