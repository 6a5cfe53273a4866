"""From tree to closures."""

from __future__ import annotations

from engine.feel.compiled import functions, loops, membership, operators
from engine.feel.compiled.core import Code, compiled
from engine.feel.compiled.membership import Test, compiled_cell

__all__ = ["Code", "Test", "compiled", "compiled_cell", "functions", "loops", "membership", "operators"]
