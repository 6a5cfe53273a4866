"""Decision files that the tests of the pages send, and reading the rows they answer."""

from __future__ import annotations

import re
from pathlib import Path

from lxml.html import HtmlElement

FILE = (Path(__file__).parents[4] / "processes/revenues/council-tax-move/council-tax-move.dmn").read_bytes()
REFUND = re.sub(rb'<decision id="council_tax_liability".*?</decision>', b"", FILE, flags=re.DOTALL)
"""The same with one decision, over one input: how a credit is paid back."""


def cells(row: HtmlElement) -> list[str]:
    """The words in each cell of a row of a table."""
    return [" ".join(cell.text_content().split()) for cell in row]
