"""Characters that are no text: control characters, halves of a pair, and what Unicode sets aside.

No XML can hold them, so no model and no workbook can; the database cannot hold all of them either.
"""

from __future__ import annotations

import re

_NO_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The opposite of `Char` in XML 1.0, production 2."""


def odd_character(text: str) -> str:
    """The first character of the text that is none of a text, as `U+0001`; empty when every one is."""
    odd = _NO_TEXT.search(text)
    return f"U+{ord(odd[0]):04X}" if odd else ""


def without_odd_characters(text: str) -> str:
    """The text without the characters that are none of a text."""
    return _NO_TEXT.sub("", text)
