"""The table of docs/bpmn.md, put together from what the engine supports and from the traces that show it.

`python -m tests.bpmn.traces.table` writes it anew; a test compares.
"""

from __future__ import annotations

from pathlib import Path

from engine.bpmn.support import SUPPORT
from tests.bpmn.traces.reading import Trace, paths, read

PAGE = Path(__file__).parents[3] / "docs" / "bpmn.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"


def shown_by() -> dict[str, list[Trace]]:
    """Row of the table -> the traces that show it."""
    found: dict[str, list[Trace]] = {key: [] for key in SUPPORT}
    for path in paths():
        trace = read(path)
        for key in trace.shows:
            found[key].append(trace)
    return found


def table() -> str:
    """The table as it stands in the page."""
    traces = shown_by()
    lines = ["| element | runs | how it behaves | shown by |", "|---|---|---|---|"]
    for key, row in SUPPORT.items():
        names = ", ".join(trace.name for trace in traces[key])
        lines.append(f"| `{key}` | {row.level} | {row.sentence} | {names} |")
    return "\n".join([*lines, ""])


def page() -> str:
    """The page with the table as it is now."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    return before + BEGIN + table() + END + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
