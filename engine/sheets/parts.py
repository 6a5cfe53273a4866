"""The few parts of a workbook (XLSX) that hold a table: nothing else is unpacked, and of these only so much.

A workbook is a zip archive of XML files ("parts"); a small part beside each says which others it refers to.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from engine.errors import Problem
from engine.sheets.problems import InvalidSheet
from engine.xml import Element, Limits, local, read_xml

NOT_XLSX = "The file is not a workbook (.xlsx) that can be read. Save it as “Excel workbook” again."
MOST_PARTS = 2_000
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    RuntimeError,
    LookupError,
    ValueError,
    ArithmeticError,
    TypeError,
)
"""What an archive or a part gives rise to that is not what it says; of an encrypted one zipfile raises RuntimeError."""
_SMALL = Limits(bytes=500_000, depth=15, elements=5_000, attribute_length=10_000, text_length=50_000, attributes=50)
_STYLES = Limits(bytes=2_000_000, depth=15, elements=60_000, attribute_length=1_000, text_length=5_000, attributes=50)
_STRINGS = Limits(
    bytes=4_000_000, depth=15, elements=120_000, attribute_length=1_000, text_length=100_000, attributes=20
)
_SHEET = Limits(
    bytes=5_000_000, depth=25, elements=160_000, attribute_length=20_000, text_length=100_000, attributes=50
)


class _Unreadable(InvalidSheet):
    """A part is more than is read, or no XML."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the wanted sheet is in the archive, and what its cells refer to; each is read when it is asked for."""

    packed: zipfile.ZipFile
    book: Element
    sheet_path: str
    strings_path: str | None
    styles_path: str | None

    def sheet(self) -> Element:
        """The cells. Raises InvalidSheet, as the others do, and any of BROKEN."""
        return _part(self.packed, self.sheet_path, "sheet", _SHEET)

    def strings(self) -> Element | None:
        """The texts that cells share, if they do."""
        return _part(self.packed, self.strings_path, "texts", _STRINGS) if self.strings_path else None

    def styles(self) -> Element | None:
        """The formats of cells, if there are any."""
        return _part(self.packed, self.styles_path, "formats", _STYLES) if self.styles_path else None


def find_parts(data: bytes, title: str) -> Parts:
    """The sheet of that title, else the first, and what belongs to it. Raises InvalidSheet, and any of BROKEN."""
    packed = zipfile.ZipFile(io.BytesIO(data))
    if len(packed.infolist()) > MOST_PARTS:
        raise InvalidSheet(f"The workbook has more than {MOST_PARTS:,} parts. Send the table alone.")
    [main] = [path for kind, path in _related(packed, "").values() if kind == "officeDocument"]
    book = _part(packed, main, "list of sheets", _SMALL)
    related = _related(packed, main)
    sheets = [
        (element.get("name", ""), related[key][1])
        for element in book.iter()
        if local(element) == "sheet" and (key := _reference(element)) in related and related[key][0] == "worksheet"
    ]
    wanted = next((path for name, path in sheets if name == title), sheets[0][1])
    paths = dict(related.values())
    return Parts(packed, book, wanted, paths.get("sharedStrings"), paths.get("styles"))


def _reference(element: Element) -> str:
    return next((str(value) for name, value in element.attrib.items() if str(name).endswith("}id")), "")


def _related(packed: zipfile.ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """What a part refers to within the file: its reference -> (the kind, the path)."""
    folder, name = posixpath.split(path)
    root = _part(packed, posixpath.join(folder, "_rels", f"{name}.rels"), "list of parts", _SMALL)
    return {
        element.get("Id", ""): (
            posixpath.basename(element.get("Type", "")),
            posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/"),
        )
        for element in root
        if element.get("TargetMode") != "External"
    }


def _part(packed: zipfile.ZipFile, path: str, name: str, limits: Limits) -> Element:
    part = packed.getinfo(path)
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # the others can ask for any memory
        raise InvalidSheet(NOT_XLSX)
    with packed.open(part) as unpacked:
        data = unpacked.read(limits.bytes + 1)  # whatever size the archive claims
    if len(data) > limits.bytes:
        wrong = f"It has more than {limits.bytes // 1000:,} kB unpacked."
    else:
        try:
            return read_xml(data, limits, _Unreadable)
        except _Unreadable as refusal:
            wrong = refusal.message.replace("The file", "It", 1)
    message = f"The {name} of the workbook cannot be read. {wrong} Copy the table alone to a new workbook."
    raise InvalidSheet(message, (Problem("file", message),))
