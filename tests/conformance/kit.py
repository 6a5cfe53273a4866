"""Reading and running the official DMN kit: folders `compliance-level-N/NAME` with models and files of test cases.

A file of test cases is any XML file whose root is `testCases`. Models and test cases may lie in folders below.

What is counted is one result node: a decision (or service) of a test case with what it is expected to give. Nodes of
level 3 that expect an error are counted apart: those pass when nothing was decided (null) and the engine says why, or
when it refuses. Numbers may differ by 0.00000001, as the kit allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from engine import decisions
from engine.contained import Contained
from engine.decisions import DecisionModel
from engine.errors import EngineError
from engine.feel import Range, Value, evaluate

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
NEAR = Decimal("0.00000001")
LEVEL_WITH_ERRORS = 3
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_NUMBERS = frozenset({"decimal", "double", "float", "int", "long", "short", "byte"})
_READ = {
    "date": "date(it)",
    "time": "time(it)",
    "dateTime": "date and time(it)",
    **dict.fromkeys(("duration", "dayTimeDuration", "yearMonthDuration"), "duration(it)"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result node: where it stands, whether an error was expected, and what is wrong (nothing: empty)."""

    test: str
    error_expected: bool
    wrong: str


@dataclass(slots=True)
class Folder:
    """A folder of the kit and how its result nodes came out."""

    level: int
    name: str
    outcomes: list[Outcome] = field(default_factory=list)

    def passed(self, *, errors: bool | None = None) -> tuple[int, int]:
        """How many nodes passed, of how many; of values or of errors alone where asked."""
        counted = [one for one in self.outcomes if errors is None or one.error_expected is errors]
        return sum(not one.wrong for one in counted), len(counted)


def as_plain(found: Iterable[Folder]) -> list[dict[str, Any]]:
    """Folders as a test worker can hand them over."""
    return [asdict(folder) for folder in found]


def from_plain(folder: Mapping[str, Any]) -> Folder:
    """A folder as it was handed over."""
    return Folder(folder["level"], folder["name"], [Outcome(**outcome) for outcome in folder["outcomes"]])


def total(found: Iterable[Folder], *, errors: bool | None = None) -> tuple[int, int]:
    """How many result nodes of all folders passed, of how many."""
    counts = [folder.passed(errors=errors) for folder in found]
    return sum(passed for passed, _ in counts), sum(counted for _, counted in counts)


def summary(found: Sequence[Folder]) -> Iterator[str]:
    """A line per folder, one for each node that failed, and the totals."""
    for folder in found:
        yield f"level {folder.level} {folder.name}: {folder.passed()[0]} of {folder.passed()[1]}"
    for folder in found:
        yield from (f"failed: {one.test}: {one.wrong}" for one in folder.outcomes if one.wrong)
    for level in sorted({folder.level for folder in found}):
        folders = [folder for folder in found if folder.level == level]
        if level < LEVEL_WITH_ERRORS:
            yield "level {}: {} of {}".format(level, *total(folders))
            continue
        yield "level {} values: {} of {}".format(level, *total(folders, errors=False))
        yield "level {} expected errors: {} of {}".format(level, *total(folders, errors=True))


def kit_in(corpus: Path) -> Path:
    """Where the kit lies in a corpus: in its folder `dmn-tck`, else anywhere in it."""
    named = corpus / "dmn-tck"
    return named if named.is_dir() else corpus


def folders(kit: Path) -> Iterator[tuple[int, Path]]:
    """Every folder of the kit that holds test cases, with its level."""
    for level in sorted(kit.rglob("compliance-level-*")):
        number = re.search(r"\d+$", level.name)
        for folder in sorted(level.iterdir()):
            if number and folder.is_dir() and any(True for _ in _test_cases(folder)):
                yield int(number.group()), folder


def run(level: int, path: Path) -> Folder:
    """Run every test case of a folder."""
    found = Folder(level, path.name)
    models = _models(path)
    for root in _test_cases(path):
        model = _meant(models, _text(root, "modelName"), path.name)
        for case in _children(root, "testCase"):
            for node in _children(case, "resultNode"):
                place = f"{path.name} {case.get('id')} {node.get('name')}"
                expects_error = node.get("errorResult") == "true"
                found.outcomes.append(Outcome(place, expects_error, _wrong(model, case, node, expects_error)))
    return found


def tree_of(test_cases: bytes) -> Any:
    """The root of a file of test cases."""
    return etree.fromstring(test_cases, etree.XMLParser(resolve_entities=False))


def _test_cases(folder: Path) -> Iterator[Any]:
    """The roots of the files of test cases in a folder and those below it."""
    for path in sorted(folder.rglob("*.xml")):
        with suppress(etree.XMLSyntaxError):
            root = tree_of(path.read_bytes())
            if etree.QName(root).localname == "testCases":
                yield root


def _meant(models: Mapping[str, DecisionModel | str], name: str, folder: str) -> DecisionModel | str:
    """The model that test cases name by its file or itself; unnamed, the one called as the folder, else the last read:
    that imports the others.
    """
    if not models:
        return "there is none in the folder"
    by_file = {one.removesuffix(".dmn").casefold(): model for one, model in models.items()}
    by_name = {model.name.casefold(): model for model in models.values() if isinstance(model, DecisionModel)}
    wanted = [name.replace("\\", "/").rpartition("/")[2].removesuffix(".dmn").casefold(), folder.casefold()]
    known = (group[one] for one in wanted for group in (by_file, by_name) if one in group)
    return next(known, None) or list(models.values())[-1]


def _models(folder: Path) -> dict[str, DecisionModel | str]:
    """The models of a folder by file name, imported ones first; why one cannot be read, where that is so."""
    left = {path.name: path.read_bytes() for path in sorted(folder.rglob("*.dmn"))}
    found: dict[str, DecisionModel | str] = {}
    while left:
        before = len(left)
        known = {model.namespace: model for model in found.values() if isinstance(model, DecisionModel)}
        refused: dict[str, str] = {}
        for name, data in list(left.items()):
            try:
                found[name] = decisions.read(data, imports=known, lenient=True)
                del left[name]
            except EngineError as error:
                refused[name] = error.message
        if len(left) == before:
            return found | refused
    return found


def _wrong(model: DecisionModel | str, case: Any, node: Any, expects_error: bool) -> str:
    if not isinstance(model, DecisionModel):
        return f"the model cannot be read: {model}"
    asked = case.get("invocableName") or node.get("name")
    inputs = {entry.get("name"): value_in(entry) for entry in _children(case, "inputNode")}
    with Contained() as fault:
        decided = decisions.evaluate(model, asked, inputs, now=NOW)
    if isinstance(fault.error, EngineError):
        return "" if expects_error else f"refused: {fault.error.message}"
    if fault.error:
        return f"crashed: {fault.error!r}"
    value = decided.value
    if case.get("type") == "decisionService" and isinstance(value, dict) and node.get("name") in value:
        value = value[node.get("name")]  # one of several outputs of a service
    if expects_error:
        if value is None:
            return "" if decided.notes or decided.no_rules else "null, but nothing says why"
        return f"no error, but {value!r}"
    expected = next((value_in(found) for found in _children(node, "expected")), None)
    return "" if same(value, expected) else f"expected {expected!r}, got {value!r} {decided.notes[:2]}"


def value_in(element: Any) -> Value:
    """The value written in an element: a `value`, a `list`, or components."""
    if element.get(_NIL) == "true":
        return None
    parts = list(_children(element, "component"))
    if parts:
        return {part.get("name"): value_in(part) for part in parts}
    for child in _children(element, "list", "value"):
        if etree.QName(child).localname == "list" and child.get(_NIL) != "true":
            return [value_in(item) for item in _children(child, "item")]
        return _simple(child)
    return None


def _simple(element: Any) -> Value:
    if element.get(_NIL) == "true":
        return None
    text = element.text or ""
    kind = element.get(_TYPE, "xsd:string").rpartition(":")[2]
    if kind in _NUMBERS or kind.lower().endswith("integer"):
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() in ("true", "1")
    if kind in _READ:
        return evaluate(_READ[kind], {"it": text.strip()})
    return text


def same(value: Value, expected: Value) -> bool:
    """Whether a value is the expected one: of the same kind, and equal."""
    if isinstance(expected, list):
        return isinstance(value, list) and len(value) == len(expected) and all(map(same, value, expected))
    if isinstance(expected, Mapping):
        return (
            isinstance(value, Mapping)
            and value.keys() == expected.keys()
            and all(same(value[key], part) for key, part in expected.items())
        )
    if isinstance(expected, Decimal):
        return isinstance(value, Decimal) and abs(value - expected) < NEAR
    if isinstance(value, Range):
        return False
    return type(value) is type(expected) and evaluate("a = b", {"a": value, "b": expected}) is True


def _children(element: Any, *names: str) -> Iterator[Any]:
    for child in element.iterchildren(etree.Element):
        if not names or etree.QName(child).localname in names:
            yield child


def _text(element: Any, name: str) -> str:
    return next(("".join(child.itertext()).strip() for child in _children(element, name)), "")
