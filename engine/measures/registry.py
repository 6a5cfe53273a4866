"""The measures there are: every module of `engine.measures.catalogue` holds one, found by its place."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from engine.errors import NotFound
from engine.measures import catalogue
from engine.measures.measure import Measure


@cache
def measures() -> dict[str, Measure]:
    """Every measure by its key, in alphabetical order."""
    found = [
        importlib.import_module(f"{catalogue.__name__}.{module.name}").MEASURE
        for module in pkgutil.iter_modules(catalogue.__path__)
    ]
    return {measure.key: measure for measure in sorted(found, key=lambda measure: str(measure.key))}


def measure(key: str) -> Measure:
    """The measure with this key. Raises NotFound."""
    try:
        return measures()[key]
    except KeyError:
        raise NotFound(f"There is no measure “{key}”. The measures are: {', '.join(measures())}.") from None
