"""What the kit of decisions gave is printed below the results, whichever worker ran it."""

from __future__ import annotations

from typing import Any

from tests.conformance import kit


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """A line per folder, the nodes that failed, and the totals."""
    reports = [report for group in ("passed", "failed") for report in terminalreporter.getreports(group)]
    found = [value for report in reports for key, value in getattr(report, "user_properties", ()) if key == "kit"]
    if not found:
        return
    terminalreporter.section("DMN kit")
    for line in kit.summary([kit.from_plain(folder) for folders in found for folder in folders]):
        terminalreporter.write_line(line)
