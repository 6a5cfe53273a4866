"""Every rule there is, found by place: one file in `rules/` is one rule, named like the file with hyphens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from engine.definitions import decision_rules as decisions_place
from engine.definitions import rules as place
from engine.definitions.finding import Finding

FILE = "file"
RUN = "run"
XML = "xml"
LANES = "lanes"
CALLS = "calls"
DECISIONS = "decisions"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    `says` is the one sentence its file opens with. `reads` is what its `check` is given: `run`, the model as it will
    run, after translation; `file` (the module says `READS = "file"`), the model as it was drawn; `xml`, the `Source`;
    `lanes`, the `Placing` of an upload, which a file alone does not have; `calls`, the `Calling`: the model as it was
    drawn beside the processes that there are; `decisions`, for the rules in `decision_rules/`, the `DecisionFile`.
    """

    name: str
    severity: str
    says: str
    reads: str
    check: Callable[..., Iterable[Finding]]


@cache
def all_rules() -> tuple[Rule, ...]:
    """All rules for models, by name."""
    return _rules(place, RUN)


@cache
def all_decision_rules() -> tuple[Rule, ...]:
    """All rules for decision files, by name."""
    return _rules(decisions_place, DECISIONS)


def _rules(package: ModuleType, reads: str) -> tuple[Rule, ...]:
    names = sorted(found.name for found in iter_modules(package.__path__))
    return tuple(_rule(import_module(f"{package.__name__}.{name}"), name, reads) for name in names)


def _rule(module: ModuleType, name: str, reads: str) -> Rule:
    return Rule(
        name=name.replace("_", "-"),
        severity=module.SEVERITY,
        says=(module.__doc__ or "").strip(),
        reads=getattr(module, "READS", reads),
        check=module.check,
    )
