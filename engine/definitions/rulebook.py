"""Every rule there is, found by place: one file in `rules/` is one rule, named like the file with hyphens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from engine.definitions import rules as place
from engine.definitions.finding import Finding

FILE = "file"
RUN = "run"
XML = "xml"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    `says` is the one sentence its file opens with. `reads` is what its `check` is given: `run`, the model as it will
    run, after translation; `file` (the module says `READS = "file"`), the model as it was drawn; `xml`, the `Source`.
    """

    name: str
    severity: str
    says: str
    reads: str
    check: Callable[..., Iterable[Finding]]


@cache
def all_rules() -> tuple[Rule, ...]:
    """All rules, by name."""
    return tuple(_rule(found.name) for found in sorted(iter_modules(place.__path__), key=lambda found: found.name))


def _rule(name: str) -> Rule:
    module = import_module(f"{place.__name__}.{name}")
    return Rule(
        name=name.replace("_", "-"),
        severity=module.SEVERITY,
        says=(module.__doc__ or "").strip(),
        reads=getattr(module, "READS", RUN),
        check=module.check,
    )
