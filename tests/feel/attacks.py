"""Expressions and texts that try to take more than their share: `python -m tests.feel.attacks` tries each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.feel import FeelError, check, evaluate, parse_unary_tests, run_script, to_plain, translate
from tests.attacks import try_each

MILLION = 1_000_000
CONTEXT = {
    "big": list(range(30_000)),
    "ctx": {f"k{number}": number for number in range(30_000)},
    "long": "a" * 100_000,
    "words": [f"w{number}" for number in range(30_000)],
}
TEXTS = [
    *(
        opening * MILLION
        for opening in ("(", "[", "{a:", "-", "not(", "if ", "a.", "1", "x ", " ", "\n", "${", "!", "'")
    ),
    "(" * MILLION + "1" + ")" * MILLION,
    f'"{"a" * MILLION}"',
    *(piece * 4_000 for piece in ("/*", "@", "..", "?", "a[1]", "f(", "x in (", "a.b(c)", "a == b and ", "True", "! ")),
    *(
        piece * 2_000
        for piece in (
            "function(a) ",
            "some x in ",
            "1 between ",
            "a instance of list<",
            "\\u0000",
            "not in ",
            "empty (",
        )
    ),
    "for " + ", ".join(f"a{number} in [1]" for number in range(1_400)) + " return 1",
    "[" + ",".join(f"unheard{number}" for number in range(1_400)) + "]",
    "1e999999999",
]
LOOPS = [
    "i",
    "[partial[-1]]",
    "count(partial)",
    "decimal(10**-6000, 6176)",
    "modulo(10**6000, 3)",
    "exp(i / 7) ** 0.37",
    "string(10**6000)",
    "sort(big)",
    "big = big",
    "big[item = 3]",
    "string(big)",
    "distinct values(words)",
    "string join(words)",
    "get entries(ctx)",
    'context put(ctx, "a", i)',
    "context merge([ctx, ctx])",
    "list replace(big, 1, i)",
    "flatten(big)",
    "long + string(i)",
    "upper case(long)",
    "long < long",
    'replace(long, "a", "bb")',
    'split(long, "a")',
    'matches(long, "a*" + string(i))',
    'matches("a", "[\\\\p{L}-[\\\\p{Lu}]]{20}" + string(i), "i")',
    'matches("a", "(a|b|c|d){300}" + string(i))',
    "range(long)",
    "number(long)",
    'time("10:00:00@X" + string(i))',
    'date and time(@"12026-01-01T10:00:00Z", "Europe/Paris")',
    '@"P1D" * 10**i',
]
EXPRESSIONS = [
    *(f"for i in 1..10**12 return {body}" for body in LOOPS),
    "some i in 1..10**12 satisfies false",
    "for i in 1..10**6000 return i",
    'for day in @"-999999999-01-01"..@"999999999-12-31" return day',
    "for i in 1..10**5, j in 1..10**5, k in 1..10**5 return 1",
    "{" + 's0: "ab", ' + ", ".join(f"s{n}: s{n - 1} + s{n - 1}" for n in range(1, 40)) + "}.s39",
    "{" + "s0: [1], " + ", ".join(f"s{n}: concatenate(s{n - 1}, s{n - 1})" for n in range(1, 40)) + "}.s39",
    "{" + "s0: [1], " + ", ".join(f"s{n}: [s{n - 1}, s{n - 1}]" for n in range(1, 40)) + ", r: string(s39)}.r",
    "{f: function(n) f(n + 1), r: f(1)}.r",
    "{f: function(n) if n = 0 then 0 else f(n - 1) + f(n - 1), r: f(40)}.r",
    "duplicate values(words)",
    "distinct values(for i in 1..30000 return [i])",
    "sort(big, function(x, y) x > y)",
    "10**10**10",
    "1.0000001**10**15",
    *(f'matches(long, "{pattern}")' for pattern in ("(a+)+b", "(a|aa)+$b", "((a)\\\\2?)+b", "(.*)(.*)(.*)(.*)(.*)b")),
]


def attempts() -> Iterator[tuple[str, Callable[[], object]]]:
    """Everything to try, with a name."""
    for text in TEXTS:
        short = text[:50].replace("\n", " ")
        yield f"evaluate {short}", lambda text=text: to_plain(evaluate(text, CONTEXT))
        yield f"test {short}", lambda text=text: parse_unary_tests(text).matches(1, CONTEXT)
        yield f"translate {short}", lambda text=text: translate(text)
        yield f"check {short}", lambda text=text: check(text, CONTEXT)
        yield f"script {short}", lambda text=text: run_script(text, CONTEXT)
    for text in EXPRESSIONS:
        yield f"evaluate {text[:50]}", lambda text=text: to_plain(evaluate(text, CONTEXT))


if __name__ == "__main__":
    try_each(attempts(), FeelError)
