"""Writes a line on the timeline of the case, such as what a calculation came to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from engine.connectors.desk import Desk
from engine.forms import Field

TAKES = (Field("line", "The line", "text", required=True, maximum=Decimal(500)),)
GIVES: tuple[Field, ...] = ()


def run(given: Mapping[str, object], desk: Desk) -> Mapping[str, object]:
    """Write the line, once however often the job is tried."""
    desk.add_line(str(given["line"]))
    return {}
