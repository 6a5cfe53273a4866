"""Text to tokens. Linear in the length of the text; every token knows where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.feel.errors import FeelError

LONGEST_TEXT = 20_000

NAME_START = (
    r"[^\W\d]|[\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]"
)
_TOKEN = re.compile(
    r"(?P<space>[\s\ufeff\u180e\u200b]+|//[^\n\r]*|/\*.*?\*/)"
    r"|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)"
    r'|(?P<at>@"(?:[^"\\]|\\.)*")'
    r'|(?P<string>"(?:[^"\\]|\\.)*")'
    rf"|(?P<name>(?:{NAME_START})(?:\w|{NAME_START}|['\u2019](?=\w))*)"
    r"|(?P<op>\*\*|\.\.|<=|>=|!=|->|[-+*/=<>()\[\]{},.:?])",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is number, string, at, name, op or end; `text` is the decoded text; `start`/`end` are in the source."""

    kind: str
    text: str
    start: int
    end: int


def require_text(text: object) -> None:
    """Refuse what is no text, or longer than any expression may be; raises `FeelError`."""
    if not isinstance(text, str):
        raise FeelError("An expression is a text.")
    if len(text) > LONGEST_TEXT:
        raise FeelError(f"The expression is longer than {LONGEST_TEXT} characters.", LONGEST_TEXT, text)


def tokenise(text: str) -> list[Token]:
    """Split a text into tokens, ending with one of kind `end`; raises `FeelError` at the first odd character."""
    require_text(text)
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or (text.startswith("/*", position) and match.lastgroup == "op"):
            raise FeelError(_complaint(text, position), position, text)
        kind = match.lastgroup or ""
        if kind != "space":
            tokens.append(Token(kind, _decoded(kind, match.group(), position, text), position, match.end()))
        position = match.end()
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _complaint(text: str, position: int) -> str:
    character = text[position]
    if character in '"@':
        return "This text has no closing double quote."
    if text.startswith("/*", position):
        return "This comment has no closing */."
    if character == "'":
        return "Texts stand in double quotes: write \"text\", not 'text'."
    hints = {"!": "not(...) or !=", "&": "and", "|": "or", "%": "modulo(a, b)", "^": "**", ";": "a comma"}
    hint = f": write {hints[character]}" if character in hints else ""
    return f"The character {character!r} has no meaning here{hint}."


def _decoded(kind: str, raw: str, position: int, text: str) -> str:
    if kind == "string":
        return unescape(raw[1:-1], position + 1, text)
    if kind == "at":
        return unescape(raw[2:-1], position + 2, text)
    return raw


def unescape(raw: str, position: int, text: str) -> str:
    """Resolve the escapes of a string literal; an unknown escape keeps its backslash."""
    if "\\" not in raw:
        return raw

    def one(match: re.Match[str]) -> str:
        digits = match.group(1) or match.group(2)
        if digits is None:
            return _SIMPLE.get(match.group(3), match.group())
        code = int(digits, 16)
        if code > 0x10FFFF:
            raise FeelError("This escape is not a character.", position + match.start(), text)
        return chr(code)

    resolved = _ESCAPE.sub(one, raw)
    try:  # pairs of surrogate escapes are one character
        return resolved.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise FeelError("This escape is half a character.", position, text) from None
