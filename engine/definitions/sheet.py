"""Marks as CSV, for the analyst's spreadsheet: out, and in again with the same checks and a line number per problem."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from engine.definitions.mark import FIELDS, Mark, as_texts, changed
from engine.definitions.step import Step
from engine.errors import Problem, Refused

COLUMNS = ("step_key", "step", "lane", *FIELDS)
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_MOST_ROWS = 5_000


class InvalidCsv(Refused):
    """The spreadsheet cannot be taken as it is. Nothing was changed."""


def write_csv(steps: Sequence[Step], marks: Mapping[str, Mark]) -> str:
    """One line per step with its mark of today. A cell that a spreadsheet would run as a formula begins with `'`."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for step in steps:
        texts = as_texts(marks.get(step.step_key) or Mark(step.step_key))
        writer.writerow([_escape(cell) for cell in (step.step_key, step.name, step.lane, *texts.values())])
    return sheet.getvalue()


def read_csv(data: bytes, known: Mapping[str, Mark | None]) -> dict[str, dict[str, str]]:
    """What a sheet wants to set: step key -> values. Columns may be left out or moved; `step` and `lane` are ignored.

    `known` are the step keys of the process with their marks of today. Raises InvalidCsv with a problem per line.
    """
    rows = _rows(data)
    names = [name.strip().lower() for name in rows[0]] if rows else []
    problems = _header_problems(names)
    changes: dict[str, dict[str, str]] = {}
    for line, row in _numbered(rows) if not problems else ():
        where = f"line {line}"
        if len(row) != len(names):
            problems.append(Problem(where, f"The line has {len(row)} cells where the first line has {len(names)}."))
            continue
        cells = dict(zip(names, map(_unescape, row), strict=True))
        key = cells["step_key"].strip()
        wrong = _line_problem(key, known, changes)
        if wrong:
            problems.append(Problem(where, wrong))
            continue
        values = {name: cell for name, cell in cells.items() if name in FIELDS}
        changes[key] = values
        found = changed(known[key] or Mark(key), values)[1]
        problems.extend(Problem(where, f"{problem.where}: {problem.message}") for problem in found)
    if problems:
        raise InvalidCsv(None, tuple(problems))
    return changes


def _rows(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InvalidCsv(None, (Problem(f"line {line}", "The sheet is not UTF-8. Save it as “CSV UTF-8”."),)) from None
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error as error:
        raise InvalidCsv(None, (Problem("file", f"The sheet is not CSV: {error}. Save it as CSV again."),)) from None
    if len(rows) > _MOST_ROWS:
        raise InvalidCsv(None, (Problem("file", f"The sheet has {len(rows)} lines; at most {_MOST_ROWS} are read."),))
    return rows


def _delimiter(text: str) -> str:
    """Spreadsheets in some countries write semicolons."""
    first = text.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


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
        Problem("line 1", f"There is no column {name!r}. Use: {', '.join(COLUMNS)}.")
        for name in names
        if name not in COLUMNS
    ]
    problems += [
        Problem("line 1", f"The column {name!r} is there twice. Remove one.")
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
    return problems


def _line_problem(key: str, known: Mapping[str, Mark | None], seen: Mapping[str, object]) -> str:
    if key not in known:
        return f"There is no step {key!r} in this process. Check the key."
    if key in seen:
        return f"The step {key!r} is there twice. Remove one line."
    return ""


def _escape(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_DANGEROUS, "'")) else cell


def _unescape(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_DANGEROUS, "'")) else cell
