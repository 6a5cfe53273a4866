"""Reading tokens one after another, and the names of the language, which may hold spaces and more.

Words that stand side by side are one name: two values never do. A name that holds an operator or a word of the
language (`list of a-b`, `values in a list`) is found when it is among the known names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NoReturn

from engine.feel.errors import FeelError
from engine.feel.tokens import Token, tokenise

STOP_WORDS = frozenset({"and", "or", "in", "between", "then", "else", "return", "satisfies"})
START_WORDS = frozenset({"if", "for", "some", "every", "function", "true", "false", "null"})
_PLAIN = re.compile(r"[^\W\d][\w'\u2019]*(?: [\w'\u2019]+)*")
DEEPEST_NESTING = 70


def is_plain(name: str) -> bool:
    """Tell whether a name is found in a text without being among the known names."""
    if not _PLAIN.fullmatch(name):
        return False
    words = name.split(" ")
    starts = len(words) > 1 and words[0] in START_WORDS
    return not (starts or STOP_WORDS.intersection(words) or "instance of" in name)


class Reader:
    """A position in the tokens of a text, and the names that must be known to be found."""

    def __init__(self, text: str, names: Iterable[str] = ()) -> None:
        self.text = text
        self.tokens = tokenise(text)
        self.index = 0
        self.nesting = 0
        self.known: dict[tuple[str, ...], str] = {}
        self.lengths: dict[str, list[int]] = {}
        for name in names:
            self.learn(name)

    @property
    def token(self) -> Token:
        """The token to read next."""
        return self.tokens[self.index]

    def learn(self, name: str) -> None:
        """Make a name with operators or words of the language known."""
        if is_plain(name):
            return
        try:
            words = tuple(token.text for token in tokenise(name)[:-1] if token.kind in ("name", "number", "op"))
        except FeelError:
            return
        if words and words not in self.known:
            self.known[words] = name
            lengths = self.lengths.setdefault(words[0], [])
            if len(words) not in lengths:
                lengths.append(len(words))
                lengths.sort(reverse=True)

    def peek(self, ahead: int = 1) -> Token:
        """The token after the next."""
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def at_op(self, *texts: str) -> bool:
        """Tell whether an operator out of `texts` comes next."""
        token = self.token
        return token.kind == "op" and token.text in texts

    def at_word(self, *words: str) -> bool:
        """Tell whether a word out of `words` comes next."""
        token = self.token
        return token.kind == "name" and token.text in words

    def take(self) -> Token:
        """Read one token."""
        token = self.token
        if token.kind != "end":
            self.index += 1
        return token

    def take_op(self, *texts: str) -> bool:
        """Read an operator if it comes next."""
        if self.at_op(*texts):
            self.index += 1
            return True
        return False

    def expect_op(self, text: str, what: str) -> Token:
        """Read an operator or fail, saying what was being written."""
        if not self.at_op(text):
            self.fail(f"Expected {text} {what}, but found {self.found()}.")
        return self.take()

    def expect_word(self, word: str, what: str) -> None:
        """Read a word of the language or fail."""
        if not self.at_word(word):
            self.fail(f"Expected the word {word} {what}, but found {self.found()}.")
        self.index += 1

    def found(self) -> str:
        """Say in words what comes next."""
        token = self.token
        if token.kind == "end":
            return "the end"
        return self.text[token.start : token.end][:40]

    def fail(self, message: str, position: int | None = None) -> NoReturn:
        """Raise the error at the next token (or at `position`)."""
        raise FeelError(message, self.token.start if position is None else position, self.text)

    def deeper(self) -> None:
        """Count one level of nesting; give it back by lowering `nesting`."""
        self.nesting += 1
        if self.nesting > DEEPEST_NESTING:
            self.fail("The expression is nested too deeply.")

    def name(self, what: str) -> str:
        """Read a name of any number of words, or fail."""
        if self.token.kind != "name":
            self.fail(f"Expected {what}, but found {self.found()}.")
        known = self.known_name()
        if known is not None:
            return known
        words = [self.take().text]
        while self._joins():
            words.append(self.take().text)
        return " ".join(words)

    def known_name(self) -> str | None:
        """Read the longest known name that comes next, if any."""
        for length in self.lengths.get(self.token.text, ()):
            following = self.tokens[self.index : self.index + length]
            name = self.known.get(tuple(token.text for token in following))
            if name is not None:
                self.index += length
                return name
        return None

    def _joins(self) -> bool:
        token = self.token
        if token.kind == "number":
            return token.text.isdigit()
        if token.kind != "name" or token.text in STOP_WORDS:
            return False
        return not (token.text == "instance" and self.peek().text == "of")

    def label(self) -> str | None:
        """Read `words :` (the name of a named argument, say) if it comes next, else read nothing."""
        ahead = 0
        while self.peek(ahead).kind in ("name", "number"):
            ahead += 1
        after = self.peek(ahead)
        if ahead == 0 or after.kind != "op" or after.text != ":":
            return None
        words = [self.take().text for _ in range(ahead)]
        self.index += 1
        return " ".join(words)
