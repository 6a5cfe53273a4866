"""Regular expressions of XML Schema / XPath on the `regex` package, with a limit of time for each evaluation."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from time import perf_counter
from typing import TypeVar

import regex

from engine.feel.budget import Run

Result = TypeVar("Result")
LONGEST_PATTERN = 1_000
MOST_REPEATS = 1_000
FEW_REPEATS = 20
"""A class less another one, in any case, takes 20 kB for each repeat."""
_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": regex.UNICODE}
_CLASSES = (
    {r"\i": r"[\p{L}_:]", r"\c": r"[\p{L}\d_:.\-]"},
    {r"\i": r"\p{L}_:", r"\c": r"\p{L}\d_:.\-"},
)
_REPEAT = regex.compile(r"\{(\d{1,9})(?:,(\d{0,9}))?\}")
_FOREIGN = regex.compile(r"\(\?(?!:)|\\[zZAbBGKQEhHRX]|[*+?]\+|\{[\d,]+\}\+")
"""What XPath does not have: look-around, named groups, recursion, anchors by letter, possessive repeats."""


@lru_cache(maxsize=64)
def _pattern(pattern: str, flags: str) -> regex.Pattern[str] | None:
    """Compile a pattern; None when it is none."""
    if len(pattern) > LONGEST_PATTERN or not set(flags) <= set("smixq"):
        return None
    if "q" in flags:
        options = regex.IGNORECASE if "i" in flags else regex.UNICODE
        return regex.compile(regex.escape(pattern), options, cache_pattern=False)
    repeats = [int(number) for pair in _REPEAT.findall(pattern) for number in pair if number]
    product = 1
    for number in repeats:
        product *= max(number, 1)
    most = FEW_REPEATS if "i" in flags and "-[" in pattern else MOST_REPEATS
    if product > most or _FOREIGN.search(pattern):
        return None
    options = regex.VERSION1
    for flag in flags:
        options |= _FLAGS[flag]
    try:
        translated = _translated(pattern, flags)
        return None if translated is None else regex.compile(translated, options, cache_pattern=False)
    except (regex.error, RecursionError, OverflowError, MemoryError):
        return None


def _translated(pattern: str, flags: str) -> str | None:
    """XML Schema writing to that of the package: `[a-z-[aeiou]]`, `\\p{IsBasicLatin}`, `\\i`, `\\c`, the dot.

    None when a class holds a reference to a group. White space goes with the flag x, outside classes.
    """
    if "x" in flags:
        pattern = regex.sub(r"(\[[^\]]*\])|\s+", lambda found: found[1] or "", pattern)
    out: list[str] = []
    depth = 0
    for piece in regex.findall(r"\\[pP]\{[^}]*\}|\\.|-\[|.", pattern, regex.DOTALL):
        if depth and piece[0] == "\\" and piece[1:].isdigit():
            return None
        out.append(_piece(piece, inside=depth > 0, dot_all="s" in flags))
        if piece in ("[", "-["):
            depth += 1
        elif piece == "]":
            depth = max(depth - 1, 0)
    return "".join(out)


def _piece(piece: str, *, inside: bool, dot_all: bool) -> str:
    if piece == "." and not inside and not dot_all:
        return r"[^\n\r]"
    if piece == "-[" and inside:
        return "--["
    if piece == "[" and inside:
        return r"\["
    if piece[:2] in (r"\p", r"\P"):
        return regex.sub(r"\{Is(\w+)\}", r"{In\1}", piece)
    return _CLASSES[inside].get(piece, piece)


def _timed(run: Run, action: Callable[[float], Result]) -> Result:
    """Run an action that takes a limit in seconds, and charge the time it took: reading a pattern takes time too."""
    if run.regex_left <= 0:
        run.exceeded("spends too long in regular expressions")
    begin = perf_counter()
    try:
        return action(run.regex_left)
    except TimeoutError:
        run.exceeded("has a regular expression that takes too long on this text")
    finally:
        run.regex_left -= perf_counter() - begin
        run.work(10)


def matches(run: Run, text: str, pattern: str, flags: str) -> bool | None:
    """Whether the pattern fits somewhere; null for a wrong pattern."""
    compiled = _checked(run, pattern, flags)
    if compiled is None:
        return None
    return _timed(run, lambda limit: compiled.search(text, timeout=limit) is not None)


def replace(run: Run, text: str, pattern: str, replacement: str, flags: str) -> str | None:
    """Replace every fit; null for a wrong pattern, one that fits nothing at all, or a wrong replacement."""
    compiled = _checked(run, pattern, flags)
    if compiled is None or compiled.search("", timeout=1) is not None:
        return None
    expand = _replacement(replacement, compiled.groups) if "q" not in flags else (lambda found: replacement)
    if expand is None:
        return None
    made = len(text)

    def one(found: regex.Match[str]) -> str:
        nonlocal made
        part = expand(found)
        made += len(part)
        if made > run.budget.characters + len(text):
            run.string(made)
        return part

    result = _timed(run, lambda limit: compiled.sub(one, text, timeout=limit))
    run.string(len(result))
    return result


def _replacement(text: str, groups: int) -> Callable[[regex.Match[str]], str] | None:
    """Read a replacement: `$1` a group, `\\$` and `\\\\` themselves."""
    parts: list[str | int] = []
    for found in regex.finditer(r"\\([\\$])|\$(\d+)|([\\$])|([^\\$]+)", text):
        escaped, group, wrong, plain = found.groups()
        if wrong:
            return None
        if group:
            number, rest = _group(group, groups)
            parts += [number, rest]
        else:
            parts.append(escaped or plain)
    return lambda match: "".join(part if isinstance(part, str) else _captured(match, part) for part in parts)


def _group(digits: str, groups: int) -> tuple[int, str]:
    """The longest number that is a group; further digits are text."""
    length = len(digits)
    while length > 1 and int(digits[:length]) > groups:
        length -= 1
    return int(digits[:length]), digits[length:]


def _captured(match: regex.Match[str], group: int) -> str:
    return (match.group(group) or "") if group <= match.re.groups else ""


def split(run: Run, text: str, delimiter: str) -> list[str] | None:
    """The parts between the fits; null for a wrong pattern."""
    compiled = _checked(run, delimiter, "")
    if compiled is None:
        return None

    def action(limit: float) -> list[str]:
        parts, last = [], 0
        for found in compiled.finditer(text, timeout=limit):
            if found.end() > found.start():
                parts.append(text[last : found.start()])
                last = found.end()
        return [*parts, text[last:]]

    parts = _timed(run, action)
    run.list(len(parts))
    run.take(len(text))
    return parts


def _checked(run: Run, pattern: str, flags: str) -> regex.Pattern[str] | None:
    compiled = _timed(run, lambda limit: _pattern(pattern, flags))
    if compiled is None:
        run.note(f"{pattern[:60]} is not a regular expression of this language")
    return compiled
