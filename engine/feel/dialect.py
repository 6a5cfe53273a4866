"""Other notations to FEEL: `${...}`, `#{...}` (JUEL), Python-like conditions, a leading `=`.

Only a change of words is made, and each is reported; what would need a guess is refused. Nothing foreign is ever run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.feel.errors import FeelError
from engine.feel.expression import parse
from engine.feel.free import free_names
from engine.feel.reader import DEEPEST_NESTING
from engine.feel.tokens import require_text
from engine.feel.writing import quoted


@dataclass(frozen=True, slots=True)
class Translation:
    """The expression in FEEL, and what was changed, in words; no change: an empty tuple."""

    text: str
    changes: tuple[str, ...]


_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r'|(?P<at>@"[^"]*")'
    r'|(?P<double>"(?:[^"\\]|\\.)*")'
    r"|(?P<single>'(?:[^'\\]|\\.)*')"
    r"|(?P<number>\d+(?:\.\d+)?[lLdDfF]?)"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<op>===|!==|==|!=|<>|<=|>=|&&|\|\||\*\*|//|->|\.\.|\?\.|[-+*/%=<>!()\[\]{},.:?&|;@#$^~])",
    re.DOTALL,
)
_WORDS = {
    "eq": "=",
    "ne": "!=",
    "gt": ">",
    "ge": ">=",
    "lt": "<",
    "le": "<=",
    "True": "true",
    "False": "false",
    "None": "null",
    "is": "=",
    "div": "/",
}
_SIGNS = {"==": "=", "===": "=", "!==": "!=", "<>": "!=", "&&": "and", "||": "or"}
EMPTY = "empty became a test for null and for empty texts, lists and contexts"
_FOREIGN = frozenset({"not", "eq", "ne", "gt", "ge", "lt", "le"})
_CONSTANTS = ("True", "False", "None")
_REFUSED_WORDS = {
    "empty": 'empty has no counterpart: compare with null or with ""',
    "mod": "write modulo(a, b)",
    "lambda": "a lambda is not translated",
    "import": "nothing can be imported",
}
_REFUSED_SIGNS = {
    "%": "write modulo(a, b) instead of %",
    "//": "write floor(a / b) instead of //, and a comment between /* and */",
    "?.": "write a plain dot instead of ?.",
    "&": "a single & has no counterpart",
    "|": "a single | has no counterpart",
    ";": "one expression only",
    "^": "write ** for a power",
}


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str
    text: str
    at: int


def translate(text: str) -> Translation:
    """Put an expression into FEEL; raises `FeelError` with the reason when that would need a guess.

    FEEL itself comes back as it is (a leading `=` apart).
    """
    require_text(text)
    changes: list[str] = []
    source, wrapped = _unwrapped(text, changes)
    if not wrapped:
        own = _read(source)
        if own is None and "//" not in _without_texts(source):
            return Translation(source, tuple(changes))
        pieces = _pieces(source, own)
    else:
        pieces = _emptiness(_pieces(source, None), changes)
    translated = _joined(_negations(_changed(pieces, changes, source), changes, source))
    try:
        parse(translated)
    except FeelError as error:
        raise FeelError(
            f"This is neither FEEL nor a notation that can be put into it: {error.message}", 0, text
        ) from None
    return Translation(translated, tuple(changes))


def _without_texts(source: str) -> str:
    return re.sub(r'"(?:[^"\\]|\\.)*"', '""', source)


def _read(source: str) -> FeelError | None:
    """Give None when a text is FEEL already, else why not. Words side by side would be one name, `not x` say."""
    try:
        found = list(free_names(parse(source).tree))
    except FeelError as error:
        return error
    for name in found:
        words = name.name.split()
        if (
            words[0] in _CONSTANTS
            or (words[0] == "not" and len(words) > 1)
            or _FOREIGN & set(words[1:])
            or words[-1] in _CONSTANTS
        ):
            return FeelError(f"There is no name like {name.name}.", name.at, source)
    return None


def _unwrapped(text: str, changes: list[str]) -> tuple[str, bool]:
    """Take off `=`, `${...}` and `#{...}`."""
    source = text.strip()
    if source.startswith("=") and not source.startswith("=="):
        changes.append("the leading = was taken off")
        return source[1:].strip(), False
    if not source.startswith(("${", "#{")):
        if "${" in source or "#{" in source:
            raise FeelError("Text around ${...} is not translated: write one expression.", 0, text)
        return source, False
    if source[1:].count("${") or source[1:].count("#{") or not source.endswith("}"):
        raise FeelError("Only one ${...} that holds the whole expression is translated.", 0, text)
    changes.append(f"{source[:2]}...}} was taken off")
    return source[2:-1].strip(), True


def _pieces(source: str, own: FeelError | None) -> list[_Piece]:
    pieces: list[_Piece] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            if own is not None:
                raise own
            raise FeelError(f"The character {source[position]!r} has no meaning here.", position, source)
        pieces.append(_Piece(match.lastgroup or "", match.group(), position))
        position = match.end()
    return pieces


def _changed(pieces: list[_Piece], changes: list[str], text: str) -> list[_Piece]:
    out = []
    last_colon = max((number for number, piece in enumerate(pieces) if piece.text == ":"), default=-1)
    for number, piece in enumerate(pieces):
        after_dot = number > 0 and pieces[number - 1].text == "."
        _refuse(pieces, number, last_colon, text)
        new = _translated(piece, after_dot=after_dot)
        if new != piece.text:
            change = f"{piece.text} became {new}"
            if change not in changes:
                changes.append(change)
        out.append(_Piece(piece.kind, new, piece.at))
    return out


def _translated(piece: _Piece, *, after_dot: bool) -> str:
    if piece.kind == "word" and not after_dot:
        return _WORDS.get(piece.text, piece.text)
    if piece.kind == "op":
        return _SIGNS.get(piece.text, piece.text)
    if piece.kind == "single":
        return quoted(piece.text[1:-1].replace("\\'", "'").replace("\\\\", "\\"))
    if piece.kind == "number" and piece.text[-1].isalpha():
        return piece.text[:-1]
    return piece.text


def _refuse(pieces: list[_Piece], number: int, last_colon: int, text: str) -> None:
    piece = pieces[number]
    reason = None
    following = next((part for part in pieces[number + 1 : number + 3] if part.kind != "space"), None)
    if piece.kind == "word":
        reason = _REFUSED_WORDS.get(piece.text)
        if following is not None and following.text == "(" and number and pieces[number - 1].text in (".", ":"):
            reason = f"calls of methods ({piece.text}) are not translated"
        if piece.text.startswith("__"):
            reason = "names that start with __ are not allowed"
    elif piece.kind == "op":
        reason = _REFUSED_SIGNS.get(piece.text)
        if piece.text == "?" and number < last_colon:
            reason = "write if ... then ... else instead of ? :"
    if reason:
        raise FeelError(f"This notation cannot be put into FEEL: {reason}.", piece.at, text)


def _emptiness(pieces: list[_Piece], changes: list[str]) -> list[_Piece]:
    """Turn `empty x` of JUEL into what it asks: whether x is null, an empty text, list or context."""
    solid = [piece for piece in pieces if piece.kind != "space"]
    out: list[_Piece] = []
    index = 0
    while index < len(solid):
        piece = solid[index]
        end = _value_end(solid, index + 1) if (piece.kind, piece.text) == ("word", "empty") else 0
        if end:
            opening = (("made", "list contains"), ("op", "("), ("made", '[null, "", [], {}],'))
            out += [*(_Piece(kind, text, piece.at) for kind, text in opening), *solid[index + 1 : end]]
            out.append(_Piece("op", ")", piece.at))
            index = end
            if EMPTY not in changes:
                changes.append(EMPTY)
            continue
        out.append(piece)
        index += 1
    return out


def _value_end(pieces: list[_Piece], start: int) -> int:
    """Where a name with its paths and brackets, or something in brackets, ends; 0 when there is none."""
    if start >= len(pieces) or (pieces[start].kind != "word" and pieces[start].text != "("):
        return 0
    index = _closed(pieces, start) if pieces[start].text == "(" else start + 1
    while index < len(pieces) and pieces[index].text in (".", "["):
        index = _closed(pieces, index) if pieces[index].text == "[" else index + 2
    return min(index, len(pieces))


def _closed(pieces: list[_Piece], start: int) -> int:
    """The place after the bracket that closes the one at `start`."""
    depth = 0
    for index in range(start, len(pieces)):
        depth += (pieces[index].text in ("(", "[")) - (pieces[index].text in (")", "]"))
        if not depth:
            return index + 1
    return len(pieces)


def _negations(pieces: list[_Piece], changes: list[str], text: str, depth: int = 0) -> list[_Piece]:
    """Turn `!x` and `not x` into `not(...)`."""
    if depth > DEEPEST_NESTING:
        raise FeelError("The expression is nested too deeply.", 0, text)
    solid = [piece for piece in pieces if piece.kind != "space"]
    out: list[_Piece] = []
    index = 0
    while index < len(solid):
        piece = solid[index]
        following = solid[index + 1].text if index + 1 < len(solid) else ""
        if piece.text == "not" and following == "in":
            reason = "write not(a in b) instead of a not in b"
            raise FeelError(f"This notation cannot be put into FEEL: {reason}.", piece.at, text)
        if piece.text == "!" or (piece.text == "not" and following != "("):
            end = _operand_end(solid, index + 1)
            inner = _negations(solid[index + 1 : end], changes, text, depth + 1)
            changes.append(f"{piece.text} became not(...)")
            out += [_Piece("word", "not", piece.at), _Piece("op", "(", piece.at), *inner, _Piece("op", ")", piece.at)]
            index = end
            continue
        out.append(piece)
        index += 1
    return out


def _operand_end(pieces: list[_Piece], start: int) -> int:
    """Where the operand of a negation ends: at the next and, or, comma or closing bracket of its own level."""
    depth = 0
    tight = start > 0 and pieces[start - 1].text == "!"
    stops = {"and", "or", ",", ")", "]", "}", "then", "else"}
    if tight:
        stops |= {"=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/"}
    for index in range(start, len(pieces)):
        word = pieces[index].text if pieces[index].kind in ("op", "word") else ""
        if depth == 0 and index > start and word in stops:
            return index
        depth += (word in ("(", "[", "{")) - (word in (")", "]", "}"))
        if depth < 0:
            return index
    return len(pieces)


def _joined(pieces: list[_Piece]) -> str:
    text = ""
    for piece in pieces:
        glue = piece.text in (".", ",", ")", "]", "(", "[") or text.endswith((".", "(", "["))
        text += piece.text if glue or not text else f" {piece.text}"
    return re.sub(r"\b(and|or|in|then|else|if|return|satisfies) ?([(\[])|([=<>+*/]|!=)([(\[])", _spaced, text)


def _spaced(match: re.Match[str]) -> str:
    return f"{match[1] or match[3]} {match[2] or match[4]}"
