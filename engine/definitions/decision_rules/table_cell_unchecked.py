"""A table is looked over for overlaps and gaps."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.decision_file import DecisionFile, numbered
from engine.definitions.finding import INFO, Finding

SEVERITY = INFO
MOST_NAMED = 5
"""So many of the cells are named."""


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per table that could not be looked over wholly, which says what was left out."""
    for looked in file.tables:
        cells = looked.found.unchecked
        if cells:
            named = [f"{numbered([cell.rule])}, “{cell.label}”" for cell in cells[:MOST_NAMED]]
            more = f" and {len(cells) - MOST_NAMED} more" if len(cells) > MOST_NAMED else ""
            yield file.about_table(
                looked,
                f"Overlaps and gaps were looked for without these cells, which hold more than values: "
                f"{'; '.join(named)}{more}. Try the table with inputs on either side of them.",
                rules=[cell.rule for cell in cells[:MOST_NAMED]],
            )
        if not looked.found.complete:
            yield file.about_table(
                looked, "The table is too large to be looked over wholly for overlaps and gaps. Split it in two."
            )
