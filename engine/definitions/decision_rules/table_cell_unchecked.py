"""A table is looked over for overlaps and gaps."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.decision_file import DecisionFile
from engine.definitions.finding import INFO, Finding

SEVERITY = INFO


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per table that could not be looked over wholly, which says what was left out."""
    for looked in file.tables:
        cells = [f"rule {cell.rule}, “{cell.label}”" for cell in looked.found.unchecked]
        if cells:
            more = f" and {len(cells) - 5} more" if len(cells) > 5 else ""
            yield file.about_table(
                looked,
                f"Overlaps and gaps were looked for without these cells, which hold more than values: "
                f"{'; '.join(cells[:5])}{more}. Try the table with inputs on either side of them.",
            )
        if not looked.found.complete:
            yield file.about_table(
                looked, "The table is too large to be looked over wholly for overlaps and gaps. Split it in two."
            )
