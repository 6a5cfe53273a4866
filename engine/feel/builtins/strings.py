"""Built-in functions on strings. Positions count characters from 1."""

from __future__ import annotations

from decimal import Decimal

from engine.feel import patterns
from engine.feel.budget import Run
from engine.feel.signature import builtin
from engine.feel.values import Value


def _made(run: Run, text: str) -> str:
    run.string(len(text))
    run.work(len(text) >> 6)
    return text


@builtin("substring(string: string, start position: number, length?: number)")
def substring(run: Run, text: str, start: Decimal, length: Decimal | None = None) -> Value:
    """`length` characters from a position, which counts from the end when negative; null outside the string."""
    first = int(start) if abs(start) <= len(text) else 0
    if first == 0 or (length is not None and length < 1):
        return None
    begin = first - 1 if first > 0 else len(text) + first
    end = len(text) if length is None or length >= len(text) else begin + int(length)
    return _made(run, text[begin:end])


@builtin("string length(string: string)")
def string_length(run: Run, text: str) -> Value:
    """How many characters a string has."""
    return Decimal(len(text))


@builtin("upper case(string: string)")
def upper_case(run: Run, text: str) -> Value:
    """The string in capitals."""
    return _made(run, text.upper())


@builtin("lower case(string: string)")
def lower_case(run: Run, text: str) -> Value:
    """The string in small letters."""
    return _made(run, text.lower())


@builtin("trim(string: string)")
def trim(run: Run, text: str) -> Value:
    """The string without white space at both ends."""
    return _made(run, text.strip())


@builtin("substring before(string: string, match: string)")
def substring_before(run: Run, text: str, match: str) -> Value:
    """What stands before the first place of `match`; empty when it is not there."""
    run.work(len(text) >> 4)
    before, found, _ = text.partition(match) if match else ("", "", "")
    return _made(run, before) if found else ""


@builtin("substring after(string: string, match: string)")
def substring_after(run: Run, text: str, match: str) -> Value:
    """What stands after the first place of `match`; empty when it is not there."""
    run.work(len(text) >> 4)
    if not match:
        return text
    return _made(run, text.partition(match)[2])


@builtin("contains(string: string, match: string)")
def contains(run: Run, text: str, match: str) -> Value:
    """Whether `match` stands somewhere in the string."""
    run.work(len(text) >> 4)
    return match in text


@builtin("starts with(string: string, match: string)")
def starts_with(run: Run, text: str, match: str) -> Value:
    """Whether the string begins with `match`."""
    return text.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(run: Run, text: str, match: str) -> Value:
    """Whether the string ends with `match`."""
    return text.endswith(match)


@builtin("string join(list: list, delimiter?: string?)")
def string_join(run: Run, items: list[Value], delimiter: str | None = None) -> Value:
    """The strings of a list, nulls left out, with `delimiter` between them; null when one is no string."""
    texts = [item for item in items if item is not None]
    if not all(type(text) is str for text in texts):
        return None
    run.work(len(items))
    run.string(sum(map(len, texts)) + len(delimiter or "") * max(len(texts) - 1, 0))
    return (delimiter or "").join(texts)


@builtin("matches(input: string, pattern: string, flags?: string?)")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> Value:
    """Whether a regular expression fits somewhere in the string. Flags: s m i x."""
    return patterns.matches(run, text, pattern, flags or "")


@builtin("replace(input: string, pattern: string, replacement: string, flags?: string?)")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    """The string with every fit of a regular expression replaced; `$1` is the first group."""
    return patterns.replace(run, text, pattern, replacement, flags or "")


@builtin("split(string: string, delimiter: string)")
def split(run: Run, text: str, delimiter: str) -> Value:
    """The parts of a string between the fits of a regular expression."""
    return patterns.split(run, text, delimiter)
