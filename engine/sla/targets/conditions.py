"""When something happens to the clock of a target: conditions as people write them, one a line. Pure.

| written | it is met |
|---|---|
| `received`, `case started`, `reached`, `handed over`, `accepted`, `done`, `logged`, `closed` | at that moment |
| `step visit done`, `step visit reached` | when that step or other element of the model is done, or reached |
| `end refused` | when that end event is reached |
| `message Payment received` | when a message or signal with that name came to the case, or was thrown by it |
| `when application.valid = true`, `while waiting` | when this begins to be true of what the case knows |

What stands after ` // ` are words for people: why the clock is paused, say. The key of a reason of the council's list
(`customer`) also says whose time a pause is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from engine import feel
from engine.clock import on_the_wall
from engine.errors import Refused
from engine.feel import FeelError

MOMENTS = ("received", "case started", "reached", "handed over", "accepted", "done", "logged", "closed")
_ELEMENT = re.compile(r"(?:step|element) (\S+) (done|reached)")
_END = re.compile(r"end (\S+)")
_MESSAGE = re.compile(r"(?:message|signal) (\S.*)")
_DATA = re.compile(r"(?:when|while)\s+(\S.*)", re.DOTALL)
ADVICE = (
    "Write one like “received”, “step visit done”, “end refused”, “message Payment received” or "
    "“when application.valid = true”."
)


class UnclearCondition(Refused):
    """This condition cannot be read."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. `sort` is `moment`, `element`, `message` or `data`; `value` is the moment's name, the element's
    id, the message's name or the FEEL expression; `on` is `done` or `reached` for elements. `words` are for people.
    """

    text: str
    sort: str
    value: str
    on: str = ""
    words: str = ""

    @property
    def reason(self) -> str:
        """Why, as a clock's events say it."""
        return self.words or self.text


@lru_cache(maxsize=1024)
def read_condition(text: str) -> Condition:
    """The condition that a line states. Raises `UnclearCondition` with how to write one."""
    line, _, words = text.strip().partition(" // ")
    said, plain = {"text": line.strip(), "words": words.strip()}, " ".join(line.split())
    if plain.lower() in MOMENTS:
        return Condition(sort="moment", value=plain.lower(), **said)
    if found := _ELEMENT.fullmatch(plain):
        return Condition(sort="element", value=found[1], on=found[2], **said)
    if found := _END.fullmatch(plain):
        return Condition(sort="element", value=found[1], on="done", **said)
    if found := _MESSAGE.fullmatch(plain):
        return Condition(sort="message", value=found[1], **said)
    if found := _DATA.fullmatch(line.strip()):
        return Condition(sort="data", value=found[1], **said)
    raise UnclearCondition.at("conditions", f"“{text.strip()[:80]}” cannot be read. {ADVICE}")


class Known:
    """What a case knows at a moment, to ask conditions of. It is turned into values once, when first asked."""

    __slots__ = ("_context", "data", "now")

    def __init__(self, data: Mapping[str, object], now: datetime) -> None:
        self.data, self.now = data, now
        self._context: Mapping[str, feel.Value] | None = None

    def holds(self, expression: str) -> bool:
        """Whether a FEEL condition is true. One that cannot be worked out, or is too much work, is not: a target never
        makes a case stuck.
        """
        try:
            if self._context is None:
                self._context = {name: feel.from_plain(value) for name, value in self.data.items()}
            return feel.parse(expression).evaluate(self._context, now=on_the_wall(self.now)) is True
        except FeelError:
            return False
