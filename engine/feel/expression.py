"""Expressions and unary tests, parsed once (cached by text) and evaluated any number of times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from engine.feel import tree
from engine.feel.budget import DEFAULT, Budget, Run, Scope
from engine.feel.builtins import builtin_names
from engine.feel.cells import parse_tests
from engine.feel.compiled import Code, Test, compiled, compiled_cell
from engine.feel.errors import BudgetExceeded, FeelError
from engine.feel.kinds import Named
from engine.feel.parser import parse_expression
from engine.feel.plain import from_plain, to_plain
from engine.feel.reader import is_plain
from engine.feel.stack import on_another_stack
from engine.feel.tokens import require_text
from engine.feel.values import Range, Value

Functions = Mapping[str, Callable[..., Value]]
_NONE: Functions = {}
_NO_TYPES: Named = {}
_SMALL = frozenset({list, dict})
_CHARACTERS_A_STEP = 4
"""As a power of two: going over a text once, without loops, takes about one step for so many characters."""
_MOST_NOTES = 200


@dataclass(frozen=True, slots=True)
class Expression:
    """One parsed expression."""

    text: str
    tree: tree.Node
    code: Code = field(repr=False, compare=False)

    def evaluate(
        self,
        context: Mapping[str, Value],
        *,
        now: datetime | None = None,
        functions: Functions | None = None,
        types: Named | None = None,
        budget: Budget = DEFAULT,
        notes: list[str] | None = None,
    ) -> Value:
        """Evaluate in a context of plain data (or values).

        What has no result is null; `notes`, if given, gets a sentence for each place where that happened.
        `now` answers now() and today(); `functions` are those of the caller, `types` tell of the caller's types
        whether a value (never null for a part of a list) is one. Raises `BudgetExceeded`.
        """
        if type(context) is not dict:
            _require_names(context)
        run = Run(self.text, budget, now, functions or _NONE, types or _NO_TYPES)
        try:
            value = self.code(Scope(context, None, run))
            if type(value) in _SMALL:
                weigh(run, value)
        except RecursionError:
            raise BudgetExceeded("The expression is nested too deeply.", 0, self.text) from None
        if notes is not None:
            notes.extend(run.notes)
        return value


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """The parsed tests of a decision table cell."""

    text: str
    tree: tree.Tests
    code: Test = field(repr=False, compare=False)

    def matches(
        self,
        value: Value,
        context: Mapping[str, Value],
        *,
        now: datetime | None = None,
        functions: Functions | None = None,
        types: Named | None = None,
        budget: Budget = DEFAULT,
        notes: list[str] | None = None,
    ) -> bool | None:
        """Tell whether the tests hold for a value; null when that cannot be said. `?` is the value."""
        run = Run(self.text, budget, now, functions or _NONE, types or _NO_TYPES)
        if type(context) is not dict:
            _require_names(context)
        tested = from_plain(value)
        try:
            found = self.code(Scope({"?": tested}, Scope(context, None, run), run), tested)
        except RecursionError:
            raise BudgetExceeded("The test is nested too deeply.", 0, self.text) from None
        if notes is not None:
            notes.extend(run.notes)
        return found


class Evaluation:
    """Many expressions and tests under one budget for all: a decision with everything that it requires, say.

    The arguments are those of `Expression.evaluate`. `notes` says what became null in the expressions, and why.
    """

    __slots__ = ("_run", "_scope", "notes")

    def __init__(
        self,
        context: Mapping[str, Value],
        *,
        now: datetime | None = None,
        functions: Functions | None = None,
        types: Named | None = None,
        budget: Budget = DEFAULT,
    ) -> None:
        self._run = Run("", budget, now, functions or _NONE, types or _NO_TYPES)
        self._scope = Scope(context, None, self._run)
        self.notes: list[str] = []

    def within(self, values: Mapping[str, Value]) -> Evaluation:
        """The same evaluation, with what is left of its budget and more names in sight.

        They stand for values, not for plain data; names that are added to the mapping later are in sight too.
        """
        inner = object.__new__(Evaluation)
        inner._run, inner._scope, inner.notes = self._run, Scope(values, self._scope, self._run), self.notes
        return inner

    def value(self, expression: Expression) -> Value:
        """The value of an expression, also while another one is being worked out; raises `BudgetExceeded`."""
        run = self._run
        around, run.text = run.text, expression.text
        outer, run.notes = run.notes, []
        run.work(1 + (len(expression.text) >> _CHARACTERS_A_STEP))
        try:
            value = expression.code(self._scope)
            if type(value) in _SMALL:
                weigh(run, value)
        except RecursionError:
            raise BudgetExceeded("The expression is nested too deeply.", 0, expression.text) from None
        for message in run.notes:
            self.note(message)
        run.text, run.notes = around, outer
        return value

    def holds(self, tests: UnaryTests, value: Value) -> bool | None:
        """Whether unary tests hold for a value (one that `value` or `from_plain` gave); raises `BudgetExceeded`."""
        run = self._run
        around, run.text = run.text, tests.text
        outer, run.notes = run.notes, []
        run.work(1 + (len(tests.text) >> _CHARACTERS_A_STEP))
        try:
            found = tests.code(Scope({"?": value}, self._scope, run), value)
        except RecursionError:
            raise BudgetExceeded("The test is nested too deeply.", 0, tests.text) from None
        run.text, run.notes = around, outer
        return found

    def nested(self, frames: int, do: Callable[[], Value]) -> Value:
        """What `do` gives, as a call nested `frames` deep in what is being evaluated; raises `BudgetExceeded`."""
        run = self._run
        has_room = run.enter(frames)
        try:
            return do() if has_room else on_another_stack(run, do)
        finally:
            run.leave(frames)

    def plain(self, value: Value) -> object:
        """A value as plain data, charged by what it takes to write it out; raises `BudgetExceeded`."""
        self.work(weigh_written(self._run, value) >> 3)
        return to_plain(value)

    @property
    def room(self) -> int:
        """The characters and items that may still be produced."""
        return self._run.room

    def work(self, steps: int) -> None:
        """Charge work that is done between expressions; raises `BudgetExceeded`."""
        self._run.work(steps)

    def take(self, room: int) -> None:
        """Charge room for what is produced between expressions; raises `BudgetExceeded`."""
        self._run.take(room)

    def note(self, message: str) -> None:
        """Remember why something became null, up to a number of notes that nobody reads."""
        if len(self.notes) < _MOST_NOTES:
            self.notes.append(message)


def weigh(run: Run, value: Value) -> None:
    """Charge every part of a result, counting what is shared each time: nobody gets more than was paid for."""
    stack: list[tuple[Value, int]] = [(value, 1)]
    while stack:
        current, depth = stack.pop()
        parts = current.values() if type(current) is dict else current
        run.take(len(current))
        if depth > 60:
            run.exceeded("makes data that is nested too deeply")
        stack.extend((part, depth + 1) for part in parts if type(part) in _SMALL)


def weigh_written(run: Run, value: Value) -> int:
    """Charge every part and character of a value as it would be written, and say how much that is.

    What is shared counts each time: written out, it stands there each time.
    """
    before, stack = run.room, [value]
    while stack:
        current = stack.pop()
        if type(current) is str:
            run.take(len(current))
        elif type(current) is list:
            run.take(len(current) + 1)
            stack.extend(current)
        elif type(current) is dict:
            run.take(len(current) + sum(map(len, current)))
            stack.extend(current.values())
        elif type(current) is Range:
            stack += (current.low, current.high)
        elif type(current) is Decimal and current.is_finite():
            run.take(1 + abs(current.adjusted()))
        else:
            run.take(1)
    return before - run.room


def _awkward(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if isinstance(name, str) and not is_plain(name)}))


def _require_names(context: object) -> None:
    if not isinstance(context, Mapping):
        raise FeelError("The context of an expression is a set of named values.")


@lru_cache(maxsize=1)
def _own_names() -> tuple[str, ...]:
    return _awkward(builtin_names())


@lru_cache(maxsize=4096)
def _parsed(text: str, names: tuple[str, ...]) -> Expression:
    node = parse_expression(text, (*_own_names(), *names))
    return Expression(text, node, compiled(node))


@lru_cache(maxsize=8192)
def _parsed_tests(text: str, names: tuple[str, ...]) -> UnaryTests:
    node = parse_tests(text, (*_own_names(), *names))
    return UnaryTests(text, node, compiled_cell(node))


def parse(text: str, names: Iterable[str] = ()) -> Expression:
    """Read an expression; raises `FeelError`.

    `names` are only needed for names that hold operators or words of the language (`a-b`, `values in a list`).
    """
    require_text(text)
    try:
        return _parsed(text, _awkward(names) if names else ())
    except RecursionError:
        raise FeelError("The expression is nested too deeply.", 0, text) from None


def parse_unary_tests(text: str, names: Iterable[str] = ()) -> UnaryTests:
    """Read the cell of a decision table; raises `FeelError`. An empty cell and `-` hold for anything."""
    require_text(text)
    try:
        return _parsed_tests(text, _awkward(names) if names else ())
    except RecursionError:
        raise FeelError("The test is nested too deeply.", 0, text) from None


def evaluate(
    text: str,
    context: Mapping[str, Value] | None = None,
    *,
    now: datetime | None = None,
    functions: Functions | None = None,
    budget: Budget = DEFAULT,
) -> Value:
    """Parse with the names of the context, and evaluate."""
    given = {} if context is None else context
    _require_names(given)
    return parse(text, given).evaluate(given, now=now, functions=functions, budget=budget)
