"""Marks as CSV, for the analyst's spreadsheet: out, and in again with the same checks and a line number per problem."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine import sheets
from engine.clock import day_of, day_words
from engine.definitions.mark import FIELDS, Mark, as_texts, changed
from engine.definitions.overtaken import NEVER_SEEN, MarksOvertaken, Overtaken
from engine.definitions.step import Step
from engine.errors import Problem, Refused
from engine.sheets import InvalidSheet, guard

VERSION = "version"
COLUMNS = ("step_key", "step", "lane", *FIELDS, VERSION)
_MOST_ROWS = 5_000
_LONGEST_VERSION = 18


class InvalidCsv(Refused):
    """The spreadsheet cannot be taken as it is. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class MarksInSheet:
    """What a sheet wants to set, by step key: values, the version of the mark its line was written from, its line.

    Nothing is `seen` when the sheet leaves out the column `version`.
    """

    values: Mapping[str, Mapping[str, str]]
    seen: Mapping[str, int]
    lines: Mapping[str, int]


def write_csv(steps: Sequence[Step], marks: Mapping[str, Mark]) -> str:
    """One line per step with its mark of today. A cell that a spreadsheet would run as a formula begins with `'`."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for step in steps:
        mark = marks.get(step.step_key) or Mark(step.step_key)
        cells = (step.step_key, step.name, step.lane, *as_texts(mark).values(), str(mark.row_version or ""))
        writer.writerow([guard(cell) for cell in cells])
    return sheet.getvalue()


def read_csv(data: bytes, known: Mapping[str, Mark | None]) -> MarksInSheet:
    """What a sheet wants to set. Columns may be left out or moved; `step` and `lane` are ignored.

    `known` are the step keys of the process with their marks of today. Raises InvalidCsv with a problem per line.
    """
    rows = _rows(data)
    names = [name.strip().lower() for name in rows[0]] if rows else []
    problems = _header_problems(names)
    taken: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}
    for line, row in _numbered(rows) if not problems else ():
        where = f"line {line}"
        if len(row) != len(names):
            problems.append(Problem(where, f"The line has {len(row)} cells where the first line has {len(names)}."))
            continue
        cells = dict(zip(names, row, strict=True))
        key = cells["step_key"].strip()
        wrong = _line_problem(key, known, lines)
        if wrong:
            problems.append(Problem(where, wrong))
            continue
        taken[key], lines[key] = cells, line
        _, found = changed(known[key] or Mark(key), _values(cells))
        problems.extend(Problem(where, f"{problem.where}: {problem.message}") for problem in found)
    if problems:
        raise InvalidCsv(None, tuple(problems))
    seen = {key: _version(cells[VERSION]) for key, cells in taken.items() if VERSION in cells}
    return MarksInSheet({key: _values(cells) for key, cells in taken.items()}, seen, lines)


def refused_as_late(late: MarksOvertaken, lines: Mapping[str, int], called: Mapping[int, str]) -> InvalidCsv:
    """The refusal of a sheet that is older than marks which it would undo, with a problem per line.

    `lines` are those of the sheet by step key; `called` are the names of who changed the marks.
    """
    return InvalidCsv(None, tuple(Problem(f"line {lines[one.step_key]}", _late(one, called)) for one in late.marks))


def _values(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in cells.items() if name in FIELDS}


def _rows(data: bytes) -> list[list[str]]:
    try:
        return sheets.read(sheets.CSV, data, most=_MOST_ROWS)
    except InvalidSheet as refusal:
        raise InvalidCsv(None, refusal.problems) from None


def _numbered(rows: Sequence[list[str]]) -> list[tuple[int, list[str]]]:
    """The rows below the header with the line each begins on (a quoted cell may hold several lines)."""
    line, result = 1, []
    for number, row in enumerate(rows):
        if number and any(cell.strip() for cell in row):
            result.append((line, row))
        line += 1 + sum(cell.replace("\r\n", "\n").count("\n") for cell in row)
    return result


def _header_problems(names: Sequence[str]) -> list[Problem]:
    if "step_key" not in names:
        return [Problem("line 1", "The first line must name the columns, step_key among them. Start from a download.")]
    problems = [
        Problem("line 1", f"There is no column {name[:60]!r}. Use: {', '.join(COLUMNS)}.")
        for name in names
        if name not in COLUMNS
    ]
    problems += [
        Problem("line 1", f"The column {name[:60]!r} is there twice. Remove one.")
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
    return problems


def _line_problem(key: str, known: Mapping[str, Mark | None], seen: Mapping[str, object]) -> str:
    if key not in known:
        return f"There is no step {key[:80]!r} in this process. Check the key."
    if key in seen:
        return f"The step {key!r} is there twice. Remove one line."
    return ""


def _late(one: Overtaken, called: Mapping[int, str]) -> str:
    who = called.get(one.by or 0, "Somebody")
    when = f" on {day_words(day_of(one.at))}" if one.at else ""
    says = as_texts(one.now)
    now = ", ".join(f"{name} is “{says[name]}”" for name in one.fields)
    return (
        f"{who} changed this mark{when}, after the sheet was downloaded: now {now}. "
        "Download the sheet again and make your change in that one."
    )


def _version(cell: str) -> int:
    """The version of a mark as `write_csv` writes it: empty for none."""
    text = cell.strip()
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_VERSION:
        return int(text)
    return NEVER_SEEN if text else 0
