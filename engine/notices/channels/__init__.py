"""The ways a notice can go. Each module in this folder is one; its name is the name of the channel."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from engine.notices.letter import Letter
from engine.settings import Settings


class Channel(Protocol):
    """What a module in this folder offers."""

    def check(self, recipient: str) -> None:
        """Raise Refused when `recipient` is not an address of this channel."""
        ...

    def deliver(self, letter: Letter, settings: Settings) -> None:
        """Hand the letter over. Raises NotDelivered; a repeat of the same letter must do no harm."""
        ...

    def forget(self, key: str, settings: Settings) -> None:
        """Drop whatever this installation still keeps of the letter."""
        ...


def channel_names() -> tuple[str, ...]:
    """The name of every channel a notice can take."""
    return tuple(channels())


@cache
def channels() -> dict[str, Channel]:
    """Every channel by its name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: cast("Channel", import_module(f"{__name__}.{name}")) for name in names}
