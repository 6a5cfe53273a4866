"""One decision table as rows of texts, and rows put back into the file: a new file that differs only where they do.

The first row names the columns: `Rule` (the rule's id), `When: ` an input, `Then: ` an outcome, `Note`. An empty cell
of an input holds for anything. A row without an id, or with one that an earlier row has, is a new rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice

from lxml import etree

from engine.decisions.model import DecisionModel
from engine.decisions.read import imported_names
from engine.decisions.tables import MOST_RULES, read_table
from engine.decisions.words import Words
from engine.decisions.xml import LIMITS, child, children, parse, text_of
from engine.errors import NotFound, Problem, Refused, TooLarge
from engine.xml import Element, local

RULE, NOTE = "Rule", "Note"
_ENTRIES = ("inputEntry", "outputEntry", "annotationEntry")
_MOST_PROBLEMS = 100
Rows = Sequence[Sequence[str]]


class InvalidRows(Refused):
    """The rows cannot be put into the table as they are. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table element and the names of its columns, the first and the last apart."""

    table: Element
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def header(self) -> list[str]:
        return [RULE, *self.inputs, *self.outputs, NOTE, *self.notes]

    @property
    def rules(self) -> list[Element]:
        return list(children(self.table, "rule"))

    def cells(self, rule: Element) -> list[str]:
        """The cells of a rule, as the sheet shows them."""
        tests = ["" if (text := text_of(entry)) == "-" else text for entry in children(rule, "inputEntry")]
        others = [text_of(entry) for entry in children(rule, "outputEntry", "annotationEntry")]
        outputs, notes = others[: len(self.outputs)], others[len(self.outputs) :]
        notes += [""] * (len(self.notes) - len(notes))
        return [rule.get("id", ""), *tests, *outputs, _description(rule), *notes]


def rows_of(data: bytes, table_id: str) -> list[list[str]]:
    """The rows of a table of a DMN file, the names of the columns first. Raises NotFound, Refused."""
    sheet = _sheet(parse(data), table_id)
    return [sheet.header, *(sheet.cells(rule) for rule in sheet.rules)]


def with_rows(data: bytes, table_id: str, rows: Rows, *, imports: Mapping[str, DecisionModel] | None = None) -> bytes:
    """The DMN file with the rows of a sheet in place of the rules of a table; the same bytes when nothing differs.

    Raises NotFound, Refused, TooLarge, and InvalidRows with a problem for each cell that cannot be taken, by row and
    column, the first hundred of them.
    """
    if sum(len(cell) for row in rows for cell in row) > LIMITS.bytes:
        raise TooLarge(f"The sheet has more than {LIMITS.bytes:,} characters, more than a file may have.")
    parse(data)  # the hardened reader has the first look, and leaves out what must be kept here: comments
    as_it_is = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False)
    root = etree.fromstring(data, as_it_is)
    sheet = _sheet(root, table_id)
    _check_header(sheet, rows)
    wanted = [(number, _padded(row, sheet)) for number, row in enumerate(rows, 1) if number > 1 and any(row)]
    if len(wanted) > MOST_RULES:
        raise InvalidRows(f"The sheet has over {MOST_RULES:,} rules. Split the table.")
    before = sheet.rules
    after, changed = _placed(sheet, wanted)
    if not changed and after == before:
        return data
    _reorder(sheet.table, before, after)
    _check_cells(sheet, root, changed, imports or {})
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")


def _sheet(root: Element, table_id: str) -> _Sheet:
    found = [
        element
        for element in root.iter(etree.Element)
        if local(element) == "decisionTable" and Words.where(element) == table_id
    ]
    if not found:
        raise NotFound(f"There is no decision table {table_id[:80]!r} in this file.")
    if len(found) > 1:
        raise Refused(f"Several tables of the file are called {table_id[:80]!r}. Give each an id of its own.")
    table = found[0]
    inputs = [
        element.get("label") or text_of(child(element, "inputExpression")) for element in children(table, "input")
    ]
    outputs = [element.get("label") or element.get("name") or "result" for element in children(table, "output")]
    notes = [element.get("name") or "annotation" for element in children(table, "annotation")]
    return _Sheet(table, _headed("When", inputs), _headed("Then", outputs), _headed(NOTE, notes))


def _headed(word: str, labels: Sequence[str]) -> tuple[str, ...]:
    """The names of columns; a number after one that is there twice."""
    found: list[str] = []
    for label in labels:
        name = f"{word}: {' '.join(label.split())}"
        same = sum(one == name or one.startswith(f"{name} (") for one in found)
        found.append(f"{name} ({same + 1})" if same else name)
    return tuple(found)


def _check_header(sheet: _Sheet, rows: Rows) -> None:
    header = [cell.strip() for cell in rows[0]] if rows else []
    while header and not header[-1]:
        header.pop()
    if header != sheet.header:
        wrong = next((one for one in header if one not in sheet.header), "")
        missing = next((one for one in sheet.header if one not in header), "")
        hint = f" “{wrong[:60]}” is none of them." if wrong else f" “{missing}” is missing." if missing else ""
        raise InvalidRows(
            None,
            (
                Problem(
                    "Row 1", f"The first row names the columns: {', '.join(sheet.header)}.{hint} Start from a download."
                ),
            ),
        )


def _padded(row: Sequence[str], sheet: _Sheet) -> list[str]:
    """A row of the sheet's width. Spreadsheets write TRUE and FALSE, where the language has true and false."""
    cells = [cell.strip() for cell in row[: len(sheet.header)]] + [""] * (len(sheet.header) - len(row))
    first_note = 1 + len(sheet.inputs) + len(sheet.outputs)
    words = [cell.lower() if cell in ("TRUE", "FALSE") else cell for cell in cells[1:first_note]]
    return [cells[0], *words, *cells[first_note:]]


def _placed(sheet: _Sheet, wanted: Sequence[tuple[int, list[str]]]) -> tuple[list[Element], list[tuple[int, Element]]]:
    """The rules in their new order, and those (by row) of which any cell was written."""
    known = {rule.get("id", ""): rule for rule in sheet.rules if rule.get("id")}
    nameless = iter([rule for rule in sheet.rules if not rule.get("id")])
    new_ids = _new_ids(sheet.table)
    problems: list[Problem] = []
    placed: list[Element] = []
    changed: list[tuple[int, Element]] = []
    used: set[str] = set()
    for number, cells in wanted:
        identifier = cells[0]
        if identifier and identifier not in known:
            problems.append(
                _problem(number, RULE, f"There is no rule {identifier[:60]!r}. Leave this empty for a new one.")
            )
            continue
        rule = known[identifier] if identifier and identifier not in used else None
        used.add(identifier)
        rule = next(nameless, None) if rule is None and not identifier else rule
        if rule is None:
            rule = _new_rule(sheet, next(new_ids))
        if sheet.cells(rule)[1:] != cells[1:]:
            _write(sheet, rule, cells[1:])
            changed.append((number, rule))
        placed.append(rule)
    if problems:
        raise InvalidRows(None, tuple(problems[:_MOST_PROBLEMS]))
    return placed, changed


def _new_ids(table: Element) -> Iterator[str]:
    """Ids for new rules that nothing in the file has."""
    taken = {element.get("id", "") for element in table.getroottree().getroot().iter(etree.Element)}
    base = table.get("id") or Words.where(table).replace(" ", "_")
    names = (f"{base}_rule_{number}" for number in count(len(list(children(table, "rule"))) + 1))
    return (name for name in names if name not in taken)


def _new_rule(sheet: _Sheet, identifier: str) -> Element:
    rule = sheet.table.makeelement(_tag(sheet.table, "rule"), {"id": identifier})
    for name, columns in zip(_ENTRIES, (sheet.inputs, sheet.outputs, sheet.notes), strict=True):
        for _ in columns:
            inner = etree.SubElement(etree.SubElement(rule, _tag(rule, name)), _tag(rule, "text"))
            inner.text = "-" if name == "inputEntry" else ""
    rule.tail = "\n"
    return rule


def _tag(near: Element, name: str) -> str:
    return f"{{{etree.QName(near).namespace}}}{name}"


def _write(sheet: _Sheet, rule: Element, cells: Sequence[str]) -> None:
    """Write the cells of a rule that differ."""
    width = len(sheet.inputs) + len(sheet.outputs)
    while len(list(children(rule, "annotationEntry"))) < len(sheet.notes):
        etree.SubElement(etree.SubElement(rule, _tag(rule, "annotationEntry")), _tag(rule, "text"))
    entries = list(children(rule, *_ENTRIES))
    for entry, text in zip(entries, (*cells[:width], *cells[width + 1 :]), strict=True):
        is_test = local(entry) == "inputEntry"
        shown = text_of(entry)
        if text != ("" if is_test and shown == "-" else shown):
            _set_text(entry, text or ("-" if is_test else ""))
    if cells[width] != _description(rule):
        _describe(rule, cells[width])


def _set_text(entry: Element, text: str) -> None:
    inner = child(entry, "text")
    if inner is None:
        inner = etree.SubElement(entry, _tag(entry, "text"))
    inner.text = text


def _describe(rule: Element, text: str) -> None:
    found = child(rule, "description")
    if found is None:
        found = rule.makeelement(_tag(rule, "description"))
        rule.insert(0, found)
    found.text = text


def _description(rule: Element) -> str:
    found = child(rule, "description")
    return "" if found is None else (found.text or "").strip()


def _reorder(table: Element, before: Sequence[Element], after: Sequence[Element]) -> None:
    """Put the rules where the first of them stood; what was between them stays."""
    at = list(table).index(before[0]) if before else len(table)
    for rule in before:
        table.remove(rule)
    for place, rule in enumerate(after):
        table.insert(at + place, rule)


def _check_cells(
    sheet: _Sheet, root: Element, changed: Sequence[tuple[int, Element]], imports: Mapping[str, DecisionModel]
) -> None:
    """Read every cell that was written. Raises InvalidRows with a problem for each that cannot be read."""
    words = Words(root, read_table, imported_names(root, imports))
    wrong = (problem for number, rule in changed for problem in _unreadable(sheet, words, number, rule))
    if problems := tuple(islice(wrong, _MOST_PROBLEMS)):
        raise InvalidRows(None, problems)


def _unreadable(sheet: _Sheet, words: Words, number: int, rule: Element) -> Iterator[Problem]:
    for names, kind, read in (
        (sheet.inputs, "inputEntry", words.tests),
        (sheet.outputs, "outputEntry", words.expression),
    ):
        for column, entry in zip(names, children(rule, kind), strict=True):
            if kind == "outputEntry" and text_of(entry) in ("", "-"):
                continue
            known = len(words.problems)
            try:
                read(entry)
            except Refused as refusal:
                yield _problem(number, column, refusal.message)
            for found in words.problems[known:]:
                yield replace(_problem(number, column, found.message), position=found.position, excerpt=found.excerpt)


def _problem(number: int, column: str, message: str) -> Problem:
    return Problem(f"Row {number}, column “{column}”", message)
