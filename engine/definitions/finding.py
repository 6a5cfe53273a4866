"""What a rule says about one place of a model."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Protocol

ERROR = "error"
MUST_FIX = "must-fix"
WARNING = "warning"
INFO = "info"
_ON_PAGES = frozenset({"table_rules", "excerpt"})
SEVERITIES = (ERROR, MUST_FIX, WARNING, INFO)
"""Worst first: refused, walk-through only, worth a look, good to know."""


class Thing(Protocol):
    """What a finding can be about: an element, a flow, a process, a pool."""

    @property
    def id(self) -> str:
        """The id in the file."""
        ...

    @property
    def name(self) -> str:
        """The name in the file, empty when it has none."""
        ...

    @property
    def line(self) -> int:
        """The line in the file."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a model that somebody should know.

    `rule` is the rule's name (its page is `docs/rules/<rule>.md`); `severity` one of `SEVERITIES`; `message` says in
    plain words what is wrong and what to do. Rules leave `rule` and `severity` to whoever runs them (see `about`).
    `table_rules` are the numbers of those rules of the decision table `element` that it speaks of; `excerpt` is the
    line of an expression that cannot be read with a caret under the place.
    """

    rule: str
    severity: str
    element: str
    name: str
    line: int
    message: str
    table_rules: tuple[int, ...] = ()
    excerpt: str = ""

    def as_json(self) -> dict[str, object]:
        """The finding as `bpr lint --format json` prints it."""
        return {name: value for name, value in asdict(self).items() if name not in _ON_PAGES}


def about(thing: Thing, message: str, *, severity: str = "") -> Finding:
    """A finding about one element, flow, process or pool; the report fills in the rule's name, and its severity."""
    return Finding(rule="", severity=severity, element=thing.id, name=thing.name, line=thing.line, message=message)


def first_line(error: Exception) -> str:
    """What an error says, in one sentence: its first line, with a full stop."""
    text = str(error).partition("\n")[0].strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def called(thing: Thing) -> str:
    """How to speak of something: its name in quotes, else its id."""
    return f"“{' '.join(thing.name.split())}”" if thing.name.strip() else thing.id
