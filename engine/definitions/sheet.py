"""Marks as CSV, for the analyst's spreadsheet: out, and in again with the same checks and a line number per problem."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from engine import sheets
from engine.definitions.mark import FIELDS, Mark, as_texts, changed
from engine.definitions.step import Step
from engine.errors import Problem, Refused
from engine.sheets import InvalidSheet, guard

COLUMNS = ("step_key", "step", "lane", *FIELDS, "version")
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
        cells = (step.step_key, step.name, step.lane, *texts.values(), version_of(marks.get(step.step_key)))
        writer.writerow([guard(cell) for cell in cells])
    return sheet.getvalue()


def version_of(mark: Mark | None) -> str:
    """What tells one state of a mark from the next, in signs that no spreadsheet takes for a date; empty for none."""
    return f"{mark.valid_from:%Y%m%dT%H%M%S.%fZ}" if mark and mark.valid_from else ""


def read_csv(
    data: bytes, known: Mapping[str, Mark | None], changed_by: Mapping[str, str] | None = None
) -> dict[str, dict[str, str]]:
    """What a sheet wants to set: step key -> values. Columns may be left out or moved; `step` and `lane` are ignored.

    `known` are the step keys of the process with their marks of today, `changed_by` the names of who made these. A line
    that would undo what somebody has changed since the sheet was downloaded is refused, unless the sheet leaves out the
    column `version`. Raises InvalidCsv with a problem per line.
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
        cells = dict(zip(names, row, strict=True))
        key = cells["step_key"].strip()
        wrong = _line_problem(key, known, changes)
        if wrong:
            problems.append(Problem(where, wrong))
            continue
        values = {name: cell for name, cell in cells.items() if name in FIELDS}
        changes[key] = values
        after, found = changed(known[key] or Mark(key), values)
        problems.extend(Problem(where, f"{problem.where}: {problem.message}") for problem in found)
        if cells.get("version", version_of(known[key])) != version_of(known[key]):
            problems.extend(_overtaken(where, known[key], values, after, (changed_by or {}).get(key, "Somebody")))
    if problems:
        raise InvalidCsv(None, tuple(problems))
    return changes


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


def _overtaken(where: str, today: Mark | None, values: Mapping[str, str], after: Mark, who: str) -> Iterator[Problem]:
    """That the mark was changed after the sheet was downloaded, if the line says anything else than it does now."""
    now, wanted = as_texts(today or Mark(after.step_key)), as_texts(after)
    differ = [f"{name} is “{now[name]}”" for name in values if now[name] != wanted[name]]
    if differ:
        when = f" on {today.valid_from:%-d %B %Y}" if today and today.valid_from else ""
        yield Problem(
            where,
            f"{who} changed this mark{when}, after the sheet was downloaded: now {', '.join(differ)}. "
            "Download the sheet again and make your change in that one.",
        )
