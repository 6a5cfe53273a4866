"""Reading the name of a type: `number`, `list<string>`, `context<a: number>`, `function<number> -> number`."""

from __future__ import annotations

from engine.feel import tree
from engine.feel.reader import Reader

_WORDY_TYPES = ("date and time", "days and time duration", "years and months duration")


class TypesReader(Reader):
    """A reader that knows types."""

    def type(self) -> tree.Type:
        """Read a type."""
        self.deeper()
        name = next((name for name in _WORDY_TYPES if self._words(name)), None) or self.name("a type")
        while self.take_op("."):
            name = f"{name}.{self.name('a type')}"
        keys: list[str] = []
        parts: list[tree.Type] = []
        if self.take_op("<"):
            while not self.at_op(">"):
                label = self.label()
                keys.extend([label] if label is not None else [])
                parts.append(self.type())
                if not self.take_op(","):
                    break
            self.expect_op(">", "to close the type")
        if name == "function" and self.take_op("->"):
            parts.append(self.type())
        self.nesting -= 1
        return tree.Type(name, tuple(keys), tuple(parts))

    def _words(self, text: str) -> bool:
        words = text.split()
        if [token.text for token in self.tokens[self.index : self.index + len(words)]] == words:
            self.index += len(words)
            return True
        return False
