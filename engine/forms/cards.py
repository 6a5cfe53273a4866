"""Finds what looks like the number of a payment card. Such numbers are never taken, in any field of any form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from engine.errors import Problem

SHORTEST = 13
LONGEST = 19
ISSUERS = "23456"
RUN = re.compile(r"[0-9](?:[\s\-‐-―]{0,3}[0-9])+")
BETWEEN = r"[\W_]{1,8}"
GROUPED = re.compile(
    rf"(?<![0-9])(?:(?:[3-6][0-9]|2[2-7])[0-9]{{2}}(?:{BETWEEN}[0-9]{{4}}){{3}}"
    rf"|3[47][0-9]{{2}}{BETWEEN}[0-9]{{6}}{BETWEEN}[0-9]{{5}})(?![0-9])"
)
"""The groups that are printed on a card, whatever stands between them."""
GROUP = re.compile(r"[0-9]+")
YEAR, MONTH, DAY = "(?:19|20)[0-9]{2}", "[01][0-9]", "[0-3][0-9]"
DATE = re.compile(rf"(?<![0-9])(?:{YEAR}-{MONTH}-{DAY}|{DAY}-{MONTH}-{YEAR})(?![0-9])")


def looks_like_card(text: str) -> bool:
    """Whether 13 to 19 digits of `text`, spaces and dashes between them or not, pass the check sum of card numbers.

    A whole run of digits counts whatever it begins with. A part of a longer run (a card followed by its expiry) counts
    when it begins and ends with a group of digits and begins as card issuers' numbers do. The groups printed on a card
    count with other signs between them too. Digits of any script are digits; what cannot be seen is not there.
    """
    plain = DATE.sub("x", _plain(text))
    printed = ("".join(GROUP.findall(run)) for run in GROUPED.findall(plain))
    return any(_run_holds_card(GROUP.findall(run)) for run in RUN.findall(plain)) or any(map(_is_card, printed))


def card_problems(values: Mapping[str, object], where: str) -> Iterator[Problem]:
    """A problem for each of the values that looks like the number of a payment card, at its place below `where`."""
    for key, value in values.items():
        if holds_card([key, value]):
            yield Problem(
                where if holds_card(key) else f"{where}.{key}",
                "This looks like a payment card number. Leave it out: card details are never kept here.",
            )


def holds_card(value: object) -> bool:
    """Whether any text or number in JSON-like data, names included, looks like the number of a payment card."""
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, Mapping):
            stack += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple):
            stack += one
        elif looks_like_card(f"{one:.0f}" if isinstance(one, float) and one.is_integer() else str(one)):
            return True
    return False


def _plain(text: str) -> str:
    """The text with ASCII digits, and without characters that take no room."""
    normal = unicodedata.normalize("NFKC", text)
    if normal.isascii():
        return normal
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in normal
        if unicodedata.category(sign) != "Cf"
    )


def _run_holds_card(groups: list[str]) -> bool:
    if _is_card("".join(groups)):
        return True
    for first in range(len(groups)):
        if groups[first][0] not in ISSUERS:
            continue
        digits = ""
        for group in groups[first:]:
            digits += group
            if len(digits) > LONGEST:
                break
            if _is_card(digits):
                return True
    return False


def _is_card(digits: str) -> bool:
    return SHORTEST <= len(digits) <= LONGEST and _check_sum(digits) % 10 == 0 and digits.strip("0") != ""


def _check_sum(digits: str) -> int:
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return sum(int(digit) for digit in digits[-1::-2]) + sum(value - 9 if value > 9 else value for value in doubled)
