"""Reading and running the official DMN kit: folders `compliance-level-N/NAME` with models and `*-test-*.xml` files.

What is counted is one result node: a decision (or service) of a test case with what it is expected to give. Nodes of
level 3 that expect an error are counted apart: those pass when nothing was decided (null) and the engine says why, or
when it refuses. Numbers may differ by 0.00000001, as the kit allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from engine import decisions
from engine.decisions import DecisionModel
from engine.errors import EngineError
from engine.feel import Range, Value, evaluate

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
NEAR = Decimal("0.00000001")
LEVEL_WITH_ERRORS = 3
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_NUMBERS = frozenset({"decimal", "double", "float", "integer", "int", "long", "short"})
_READ = {
    "date": "date(it)",
    "time": "time(it)",
    "dateTime": "date and time(it)",
    "duration": "duration(it)",
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


def folders(kit: Path) -> Iterator[tuple[int, Path]]:
    """Every folder of the kit that holds test cases, with its level."""
    for level in sorted(kit.rglob("compliance-level-*")):
        number = re.search(r"\d+$", level.name)
        for folder in sorted(level.iterdir()):
            if number and folder.is_dir() and any(_test_files(folder)):
                yield int(number.group()), folder


def run(level: int, path: Path) -> Folder:
    """Run every test case of a folder."""
    found = Folder(level, path.name)
    models = _models(path)
    for file in _test_files(path):
        root = etree.parse(file).getroot()
        model = models.get(_text(root, "modelName")) or next(iter(models.values()), None)
        for case in _children(root, "testCase"):
            for node in _children(case, "resultNode"):
                place = f"{path.name} {case.get('id')} {node.get('name')}"
                expects_error = node.get("errorResult") == "true"
                found.outcomes.append(Outcome(place, expects_error, _wrong(model, case, node, expects_error)))
    return found


def _test_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*-test-*.xml"))


def _models(folder: Path) -> dict[str, DecisionModel | str]:
    """The models of a folder by file name, imported ones first; why one cannot be read, where that is so."""
    left = {path.name: path.read_bytes() for path in sorted(folder.glob("*.dmn"))}
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


def _wrong(model: DecisionModel | str | None, case: Any, node: Any, expects_error: bool) -> str:
    if not isinstance(model, DecisionModel):
        return f"the model cannot be read: {model}"
    asked = case.get("invocableName") or node.get("name")
    inputs = {entry.get("name"): value_in(entry) for entry in _children(case, "inputNode")}
    try:
        decided = decisions.evaluate(model, asked, inputs, now=NOW)
    except EngineError as error:
        return "" if expects_error else f"refused: {error.message}"
    except Exception as error:  # noqa: BLE001 - a crash is a node that failed, not the end of the run
        return f"crashed: {error!r}"
    value = decided.value
    if case.get("invocableName") and isinstance(value, dict) and node.get("name") in value:
        value = value[node.get("name")]  # one of several outputs of a service
    if expects_error:
        if value is None:
            return "" if decided.notes else "null, but nothing says why"
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
    for child in _children(element):
        if etree.QName(child).localname == "list" and child.get(_NIL) != "true":
            return [value_in(item) for item in _children(child, "item")]
        return _simple(child)
    return None


def _simple(element: Any) -> Value:
    if element.get(_NIL) == "true":
        return None
    text = element.text or ""
    kind = element.get(_TYPE, "xsd:string").rpartition(":")[2]
    if kind in _NUMBERS:
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
