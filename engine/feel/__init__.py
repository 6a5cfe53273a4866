"""The FEEL expression language (DMN 1.5): parse once, evaluate under a budget, plain data only.

Pure: no clock, no file, no database, and no way from an expression to a Python object. What has no result is null;
only a text that cannot be read, a spent budget or a caller's function raises.
"""

from __future__ import annotations

from engine.feel.budget import DEFAULT, Budget
from engine.feel.check import check, check_types, check_unary_tests, names
from engine.feel.dialect import Translation, translate
from engine.feel.errors import BudgetExceeded, FeelError, FeelProblem
from engine.feel.expression import Evaluation, Expression, UnaryTests, evaluate, parse, parse_unary_tests
from engine.feel.plain import from_plain, to_plain
from engine.feel.script import run_script
from engine.feel.values import Function, Range, Value, YearsMonths
from engine.feel.writing import quoted

__all__ = [
    "DEFAULT",
    "Budget",
    "BudgetExceeded",
    "Evaluation",
    "Expression",
    "FeelError",
    "FeelProblem",
    "Function",
    "Range",
    "Translation",
    "UnaryTests",
    "Value",
    "YearsMonths",
    "check",
    "check_types",
    "check_unary_tests",
    "evaluate",
    "from_plain",
    "names",
    "parse",
    "parse_unary_tests",
    "quoted",
    "run_script",
    "to_plain",
    "translate",
]
