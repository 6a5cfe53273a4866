"""Guards over the whole tree: sizes, and words that belong in one place only. Each guard reads the sources once."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import quantiles

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = ("engine", "api", "web")
LONGEST_FILE, LONGEST_FUNCTION = 400, 50
USUAL_FILE, USUAL_FUNCTION = 250, 25


def sources(*folders: str) -> list[Path]:
    """Every Python file below these folders of the project, but for the migrations: those are history."""
    files = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(
        path
        for path in files
        if not {"__pycache__", "migrations", "node_modules"} & set(path.relative_to(ROOT).parts[:-1])
    )


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{_shown(path)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _ninth_tenth(sizes: list[int]) -> float:
    return quantiles(sizes, n=10)[-1] if len(sizes) > 1 else float(sizes[0])


def _imports(path: Path) -> set[str]:
    """What a file imports, as dotted names: `from a import b` is `a.b`."""
    found: set[str] = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _calls(path: Path, method: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method
    ]


def test_no_file_is_too_long_to_hold_in_mind():
    too_long = [f"{_shown(path)}: {_lines(path)}" for path in sources(*PRODUCT, "tests") if _lines(path) > LONGEST_FILE]
    assert too_long == []


def test_no_function_is_too_long_to_hold_in_mind():
    files = sources(*PRODUCT, "tests")
    too_long = [f"{name}: {size}" for path in files for name, size in _functions(path) if size > LONGEST_FUNCTION]
    assert too_long == []


@pytest.mark.parametrize("folder", PRODUCT)
def test_nine_files_of_ten_are_short(folder: str):
    sizes = [_lines(path) for path in sources(folder)]
    assert not sizes or _ninth_tenth(sizes) <= USUAL_FILE


@pytest.mark.parametrize("folder", PRODUCT)
def test_nine_functions_of_ten_are_short(folder: str):
    sizes = [size for path in sources(folder) for _, size in _functions(path)]
    assert not sizes or _ninth_tenth(sizes) <= USUAL_FUNCTION


def test_only_the_unit_of_work_commits():
    found = [
        f"{_shown(path)}:{line}"
        for path in sources(*PRODUCT)
        if path != ROOT / "engine" / "store" / "work.py"
        for line in _calls(path, "commit")
    ]
    assert found == []


def test_no_page_of_a_list_is_found_by_counting_the_rows_before_it():
    """An offset reads what it leaves out: a list goes on after its last row. What keeps the newest few counts them."""
    keeps_few = {ROOT / "engine" / "cases" / "snapshots.py", ROOT / "engine" / "definitions" / "drafts.py"}
    found = [
        f"{_shown(path)}:{line}"
        for path in sources(*PRODUCT)
        if path not in keeps_few
        for line in _calls(path, "offset")
    ]
    found += [_shown(path) for path in sources(*PRODUCT) if re.search(r"\bOFFSET (%|:|\d|\{)", path.read_text("utf-8"))]
    assert found == []


def test_only_the_engine_makes_statements():
    found = [
        f"{_shown(path)}: {name}"
        for path in sources("api", "web")
        for name in _imports(path)
        if re.fullmatch(r"sqlalchemy(\.\w+)*\.(select|insert|update|delete|text)", name)
    ]
    assert found == []


def test_only_the_clock_and_the_scheduler_read_the_machines_time():
    allowed = {ROOT / "engine" / "clock.py", ROOT / "engine" / "scheduler.py"}
    found = [
        f"{_shown(path)}:{line}"
        for path in sources(*PRODUCT)
        if path not in allowed
        for method in ("now", "utcnow", "today")
        for line in _calls_on(path, method, {"datetime", "date"})
    ]
    assert found == []


def _calls_on(path: Path, method: str, owners: set[str]) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == method
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in owners
    ]


def test_python_code_that_came_from_outside_is_never_run():
    found = [
        f"{_shown(path)}:{node.lineno}"
        for path in sources(*PRODUCT)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec"}
    ]
    assert found == []


def test_every_module_and_every_public_function_says_what_it_is_for():
    silent = [_shown(path) for path in sources(*PRODUCT) if path.stat().st_size and not ast.get_docstring(_tree(path))]
    for path in sources(*PRODUCT):
        for node in _tree(path).body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                silent.append(f"{_shown(path)}:{node.lineno} {node.name}")
    assert silent == []


def test_nothing_is_left_to_do_in_comments():
    word = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    here = Path(__file__)
    found = [
        _shown(path) for path in sources(*PRODUCT, "tests") if path != here and word.search(path.read_text("utf-8"))
    ]
    assert found == []
