"""Reading a trace: one small model, what is done with a case of it, and what BPMN says must come of that.

A file has three parts between lines of three dashes: what it is about, the model (`tests.definitions.models`), and the
actions with what is expected after each.

    rule: the sentence of the standard that the expected values follow from
    shows: the rows of the table of elements (`engine.bpmn.support.SUPPORT`) that it shows, separated by spaces
    level: live (lint finds the model ready to run), or walk-through
    ---
    startEvent s
    ...
    ---
    start {"n": 1}
      done: s
      left: a
    do a {"n": 2}
      done: a, e
      data: {"n": 2}

Actions are `start`, `do ELEMENT [ANSWERS]` (`do ELEMENT#2` is the second of several), `later HOURS`, `message NAME
[PAYLOAD]`, `signal NAME [PAYLOAD]`, of a system `answer ELEMENT [RESULT]` and `error ELEMENT:CODE [VALUES]`, and any of
them with `stuck ELEMENT` in front: the action fails at that element and the case stays as it was.
`done` are the elements that were finished, in order; `withdrawn` those that were
cancelled; `thrown` what was thrown, as `kind name`; `left` every token that is left, by its node, in any order (a start
event of an event subprocess that is listened for is shown by its own id); `data` the data of the case, where it is not
what it was before with the answers put in. What else is not given is expected to be empty; no token left means that the
case has ended. Where the standard leaves the order of concurrent paths open, it is the order in which they came to be.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOM = Path(__file__).parent
_ACTION = re.compile(
    r"(?:stuck (?P<stuck>\S+) )?(?P<verb>start|do|later|message|signal|answer|error)(?: (?P<what>[^\s{]+))?"
    r"(?: (?P<values>\{.*))?"
)
_LISTS = ("done", "withdrawn", "thrown", "left")


@dataclass(slots=True)
class Action:
    """One thing that is done to the case, and what must come of it."""

    verb: str
    what: str
    values: dict[str, Any]
    stuck: str
    expected: dict[str, list[str]] = field(default_factory=dict)
    data: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace as its file tells it."""

    name: str
    rule: str
    shows: tuple[str, ...]
    level: str
    model: str
    actions: tuple[Action, ...]


def paths() -> list[Path]:
    """The file of every trace."""
    return sorted(ROOM.glob("*.trace"))


def read(path: Path) -> Trace:
    """Read one trace; a line that means nothing is an error of the test."""
    head, model, script = re.split(r"^---$", path.read_text("utf-8"), flags=re.MULTILINE)
    told = dict(line.split(": ", 1) for line in head.strip().splitlines())
    assert told.keys() == {"rule", "shows", "level"}, f"{path.name}: {sorted(told)}"
    return Trace(path.stem, told["rule"], tuple(told["shows"].split()), told["level"], model, tuple(_actions(script)))


def _actions(script: str) -> list[Action]:
    found: list[Action] = []
    for line in script.strip().splitlines():
        if line.startswith(" "):
            _expect(found[-1], line.strip())
        elif line.strip():
            match = _ACTION.fullmatch(line.strip())
            assert match, f"no trace can do: {line}"
            values = json.loads(match["values"] or "{}")
            found.append(Action(match["verb"], match["what"] or "", values, match["stuck"] or ""))
    return found


def _expect(action: Action, line: str) -> None:
    key, _, text = line.partition(":")
    if key == "data":
        action.data = json.loads(text)
    else:
        assert key in _LISTS, f"a trace expects no {key}"
        action.expected[key] = [part.strip() for part in text.split(",") if part.strip()]
