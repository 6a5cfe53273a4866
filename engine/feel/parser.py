"""Tokens to a syntax tree: a Pratt parser. No text makes it recurse deeper than `DEEPEST_NESTING`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from engine.feel import tree
from engine.feel.errors import FeelError
from engine.feel.numbers import from_text
from engine.feel.types_reader import TypesReader

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
LEVELS = {
    **dict.fromkeys(("or",), 10),
    **dict.fromkeys(("and",), 20),
    **dict.fromkeys((*COMPARISONS, "in", "between"), 30),
    **dict.fromkeys(("+", "-"), 40),
    **dict.fromkeys(("*", "/"), 50),
    **dict.fromkeys(("**",), 60),
    **dict.fromkeys(("instance",), 70),
}
CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def parse_expression(text: str, names: Iterable[str] = ()) -> tree.Node:
    """Read one expression; raises `FeelError`."""
    parser = Parser(text, names)
    node = parser.expression()
    return parser.finished(node)


class Parser(TypesReader):
    """One text being read."""

    in_range = False

    def finished(self, node: tree.Node) -> tree.Node:
        """Check that nothing is left over, and that the tree is not too deep."""
        if self.token.kind != "end":
            self.fail(f"Did not expect {self.found()} here.")
        if tree.measure(node)[1] > tree.DEEPEST_TREE:
            raise FeelError("The expression is nested too deeply.", 0, self.text)
        return node

    def expression(self, level: int = 0) -> tree.Node:
        """Read an expression whose operators bind tighter than `level`."""
        self.deeper()
        left = self.operand()
        while True:
            operator = self.token.text if self.token.kind in ("op", "name") else ""
            strength = LEVELS.get(operator, 0)
            if strength <= level:
                break
            left = _INFIX[strength](self, left, strength)
        self.nesting -= 1
        return left

    def operand(self) -> tree.Node:
        """Read a value with its signs, paths, filters and calls."""
        signs = []
        while self.at_op("-"):
            signs.append(self.take().start)
            self.bounded(len(signs))
        node = self.postfix(self.primary())
        for at in reversed(signs):
            node = tree.Negate(node, at)
        return node

    def postfix(self, node: tree.Node) -> tree.Node:
        """Read the paths, filters and calls after a value."""
        parts = 0
        while self.token.kind == "op":
            at = self.token.start
            parts += 1
            self.bounded(parts)
            if self.take_op("."):
                node = tree.Path(node, self.name("a name after the dot"), at)
            elif self.at_op("[") and not self.in_range:
                self.take()
                condition = self.inside()
                self.expect_op("]", "to close the filter")
                node = tree.Filter(node, condition)
            elif self.take_op("("):
                arguments, names = self.arguments()
                node = tree.Call(node, arguments, names, at)
            else:
                break
        return node

    def bounded(self, depth: int) -> None:
        """Stop at a tree that is deeper than any may be."""
        if depth > tree.DEEPEST_TREE:
            self.fail("The expression is nested too deeply.")

    def inside(self) -> tree.Node:
        """Read an expression within brackets, where `[` is a filter again."""
        before, self.in_range = self.in_range, False
        node = self.expression()
        self.in_range = before
        return node

    def arguments(self) -> tuple[tuple[tree.Node, ...], tuple[str, ...] | None]:
        """Read the arguments of a call up to the closing bracket: all by place, or all by name."""
        values: list[tree.Node] = []
        names: list[str] = []
        while not self.at_op(")"):
            at = self.token.start
            label = self.label()
            if label is not None:
                names.append(label)
            values.append(self.inside())
            if names and len(names) != len(values):
                self.fail("Give all arguments a name, or none.", at)
            if not self.take_op(","):
                break
            if self.at_op(")"):
                self.fail("Expected an argument after the comma.")
        self.expect_op(")", "to close the arguments")
        return tuple(values), tuple(names) if names else None

    def primary(self) -> tree.Node:
        """Read a value without operators."""
        token = self.token
        if token.kind == "number":
            return tree.Literal(self.number())
        if token.kind == "string":
            return tree.Literal(self.take().text)
        if token.kind == "at":
            return tree.At(self.take().text, token.start)
        if token.kind == "name":
            special = _SPECIAL.get(token.text)
            if special is not None and not self.known_name_follows():
                node = special(self)
                if node is not None:
                    return node
            return tree.Name(self.name("a value"), token.start)
        bracket = _BRACKETS.get(token.text) if token.kind == "op" else None
        if bracket is None:
            self.fail(f"Expected a value, but found {self.found()}.")
        return bracket(self)

    def number(self) -> Decimal:
        """Read a number literal."""
        token = self.take()
        value = from_text(token.text)
        if value is None:
            self.fail("This number is too large.", token.start)
        return value

    def constant(self) -> tree.Node | None:
        """Read true, false or null."""
        return tree.Literal(CONSTANTS[self.take().text])

    def known_name_follows(self) -> bool:
        """Tell whether a known name starts here."""
        before = self.index
        found = self.known_name() is not None
        self.index = before
        return found

    def question(self) -> tree.Node:
        """Read `?`, the value under test."""
        return tree.Name("?", self.take().start)

    def group(self) -> tree.Node:
        """Read `(expression)`, `(> 5)` or a range that leaves out its lower end."""
        self.take()
        before, self.in_range = self.in_range, False
        node = self.test()
        self.in_range = before
        if self.at_op(".."):
            return self.interval(node, included=False)
        self.expect_op(")", "to close the bracket")
        return node

    def open_interval(self) -> tree.Node:
        """Read `]low..high[`."""
        self.take()
        low = self.inside()
        if not self.at_op(".."):
            self.fail(f"Expected .. of a range, but found {self.found()}.")
        return self.interval(low, included=False)

    def interval(self, low: tree.Node, *, included: bool) -> tree.Node:
        """Read `..high]` of a range."""
        self.take()
        before, self.in_range = self.in_range, True
        high = self.expression()
        self.in_range = before
        if not self.at_op("]", ")", "["):
            self.fail(f"Expected ] or ) to close the range, but found {self.found()}.")
        return tree.Interval(low, high, included, self.take().text == "]")

    def brackets(self) -> tree.Node:
        """Read a list or a range."""
        self.take()
        if self.take_op("]"):
            return tree.ListOf(())
        items = [self.bracketed_test()]
        if self.at_op(".."):
            return self.interval(items[0], included=True)
        while self.take_op(","):
            items.append(self.bracketed_test())
        self.expect_op("]", "to close the list")
        return tree.ListOf(tuple(items))

    def bracketed_test(self) -> tree.Node:
        """Read a list item, within which `[` is a filter again."""
        before, self.in_range = self.in_range, False
        node = self.test()
        self.in_range = before
        return node

    def braces(self) -> tree.Node:
        """Read a context."""
        self.take()
        keys: list[str] = []
        values: list[tree.Node] = []
        while not self.at_op("}"):
            key = self.key()
            if key in keys:
                self.fail(f"The entry {key} stands in this context twice.", self.tokens[self.index - 1].start)
            keys.append(key)
            values.append(self.inside())
            self.learn(key)
            if not self.take_op(","):
                break
        self.expect_op("}", "to close the context")
        return tree.Context(tuple(keys), tuple(values))

    def key(self) -> str:
        """Read the key of a context entry and its colon."""
        first = self.token
        if first.kind == "string":
            self.take()
        else:
            if first.kind != "name":
                self.fail(f"Expected the name of an entry, but found {self.found()}.")
            while self.token.kind in ("name", "number") or self.at_op("+", "-", "*", "/", "**", "."):
                self.take()
        end = self.tokens[self.index - 1].end
        self.expect_op(":", "after the name of the entry")
        return first.text if first.kind == "string" else " ".join(self.text[first.start : end].split())

    def conditional(self) -> tree.Node | None:
        """Read `if condition then value else value`."""
        self.take()
        condition = self.expression()
        self.expect_word("then", "after the condition")
        yes = self.expression()
        self.expect_word("else", "and a value after it")
        return tree.If(condition, yes, self.expression())

    def loop(self) -> tree.Node | None:
        """Read `for name in list return value`."""
        self.take()
        turns = self.turns()
        self.expect_word("return", "after the lists of the for")
        return tree.For(turns, self.expression())

    def quantified(self) -> tree.Node | None:
        """Read `some|every name in list satisfies condition`."""
        every = self.take().text == "every"
        turns = self.turns()
        self.expect_word("satisfies", "after the lists")
        return tree.Quantified(every, turns, self.expression())

    def turns(self) -> tuple[tree.Turn, ...]:
        """Read `name in list, name in list`."""
        turns = []
        while True:
            name = self.name("a name for the items")
            if self.take_op(":"):
                self.type()
            self.expect_word("in", f"after {name}")
            source = self.expression()
            turns.append(tree.Turn(name, source, self.expression() if self.take_op("..") else None))
            if not self.take_op(","):
                return tuple(turns)

    def function(self) -> tree.Node | None:
        """Read `function(parameters) body`; a word `function` without a bracket is a name."""
        if self.peek().text != "(" or self.peek().kind != "op":
            return None
        self.index += 2
        names: list[str] = []
        types: list[tree.Type | None] = []
        while not self.at_op(")"):
            names.append(self.name("the name of a parameter"))
            types.append(self.type() if self.take_op(":") else None)
            if not self.take_op(","):
                break
        self.expect_op(")", "to close the parameters")
        if self.at_word("external"):
            self.fail("A function in another language (external) is never run: write it in FEEL.")
        if len(set(names)) != len(names):
            self.fail("Two parameters have the same name.")
        return tree.Lambda(tuple(names), tuple(types), self.expression())

    def test(self) -> tree.Node:
        """Read one unary test: `> 5`, or an expression."""
        if self.at_op(*COMPARISONS):
            operator = self.take().text
            return tree.UnaryCompare(operator, self.expression(30))
        return self.expression()

    def tests(self) -> tuple[tree.Node, ...]:
        """Read tests separated by commas."""
        tests = [self.test()]
        while self.take_op(","):
            tests.append(self.test())
        return tuple(tests)

    def chain(self, left: tree.Node, strength: int) -> tree.Node:
        """Read operators of one level, left to right."""
        at = self.token.start
        operators: list[str] = []
        operands: list[tree.Node] = []
        while self.token.kind in ("op", "name") and LEVELS.get(self.token.text) == strength:
            operators.append(self.take().text)
            operands.append(self.expression(strength))
        if strength == LEVELS["and"]:
            return tree.And((left, *operands))
        if strength == LEVELS["or"]:
            return tree.Or((left, *operands))
        return tree.Arithmetic(left, tuple(operators), tuple(operands), at)

    def comparison(self, left: tree.Node, strength: int) -> tree.Node:
        """Read a comparison, `in` or `between`."""
        token = self.take()
        if token.text == "between":
            low = self.expression(strength)
            self.expect_word("and", "of the between")
            return tree.Between(left, low, self.expression(strength))
        if token.text == "in":
            return tree.In(left, self.members())
        if token.text == "=" and self.at_op("="):
            self.fail("Equality is written with one =, not two.")
        return tree.Compare(token.text, left, self.expression(strength), token.start)

    def members(self) -> tuple[tree.Node, ...]:
        """Read what stands right of `in`."""
        if not self.at_op("("):
            return (self.test() if self.at_op(*COMPARISONS) else self.expression(30),)
        self.take()
        before, self.in_range = self.in_range, False
        tests = self.tests()
        self.in_range = before
        if len(tests) == 1 and self.at_op(".."):
            return (self.interval(tests[0], included=False),)
        self.expect_op(")", "to close the values")
        return tests

    def instance(self, left: tree.Node, strength: int) -> tree.Node:
        """Read `instance of type`."""
        del strength
        self.take()
        self.expect_word("of", "after instance")
        return tree.InstanceOf(left, self.type())


_INFIX: dict[int, Callable[[Parser, tree.Node, int], tree.Node]] = {
    **dict.fromkeys((10, 20, 40, 50, 60), Parser.chain),
    30: Parser.comparison,
    70: Parser.instance,
}
_SPECIAL: dict[str, Callable[[Parser], tree.Node | None]] = {
    **dict.fromkeys(CONSTANTS, Parser.constant),
    "if": Parser.conditional,
    "for": Parser.loop,
    "some": Parser.quantified,
    "every": Parser.quantified,
    "function": Parser.function,
}
_BRACKETS: dict[str, Callable[[Parser], tree.Node]] = {
    "(": Parser.group,
    "[": Parser.brackets,
    "]": Parser.open_interval,
    "{": Parser.braces,
    "?": Parser.question,
}
