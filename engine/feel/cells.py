"""Reading the cells of decision tables: unary tests."""

from __future__ import annotations

from collections.abc import Iterable

from engine.feel import tree
from engine.feel.errors import FeelError
from engine.feel.parser import Parser


def parse_tests(text: str, names: Iterable[str] = ()) -> tree.Tests:
    """Read the unary tests of a decision table cell; an empty cell and `-` hold for anything."""
    parser = CellParser(text, names)
    node = parser.cell()
    parser.finished(node)
    return node


class CellParser(Parser):
    """One cell being read."""

    def cell(self) -> tree.Tests:
        """Read all tests of a cell."""
        if self.token.kind == "end":
            return tree.Tests(())
        if self.at_op("-") and self.peek().kind == "end":
            self.take()
            return tree.Tests(())
        if self.at_word("not") and self.peek().text == "(":
            negated = self.negated_cell()
            if negated is not None:
                return negated
        return tree.Tests(self.tests())

    def negated_cell(self) -> tree.Tests | None:
        """Read `not(tests)` when it is the whole cell."""
        start = self.index
        self.index += 2
        try:
            tests = self.tests()
        except FeelError:
            tests = ()
        if tests and self.take_op(")") and self.token.kind == "end":
            return tree.Tests(tests, negated=True)
        self.index, self.nesting, self.in_range = start, 0, False
        return None
