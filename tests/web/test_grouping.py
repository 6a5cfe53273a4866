"""What an import did many times is told once, and many findings of one rule stand together."""

from __future__ import annotations

from engine.definitions import Finding
from web.grouping import changes_together, findings_together


def finding(rule: str, severity: str, element: str) -> dict[str, object]:
    return Finding(rule, severity, element, element.title(), 0, f"{element} is bare.").as_json()


def change(rule: str, name: str, message: str = "Something was added.") -> dict[str, str]:
    return {"rule": rule, "element": "id", "name": name, "message": message}


def test_many_pieces_of_advice_of_one_rule_stand_together_at_the_place_of_the_first():
    fix = finding("form-field", "must-fix", "x")
    bare = [finding("form-missing", "info", name) for name in "abcd"]

    shown = findings_together([fix, *bare[:2], finding("no-step", "info", "y"), *bare[2:]])

    assert [len(one.findings) for one in shown] == [1, 4, 1]
    assert [number for number, _ in shown[1].findings] == [2, 3, 5, 6]
    assert shown[1].says == "A user task has a form."


def test_findings_about_decisions_stand_together_like_those_about_models():
    gaps = [finding("table-gap", "warning", name) for name in "abcd"]

    (shown,) = findings_together(gaps)

    assert len(shown.findings) == 4
    assert shown.says == "A table by which one rule counts has a rule for every input, or a default."


def test_a_few_and_what_must_be_fixed_stand_one_by_one():
    advice = [finding("form-missing", "info", name) for name in "abc"]
    fixes = [finding("form-field", "must-fix", name) for name in "abcdef"]

    assert all(len(one.findings) == 1 for one in findings_together([*fixes, *advice]))


def test_equal_changes_are_told_once_with_the_names_of_what_they_were_made_to():
    shown = changes_together([change("loop", "Check"), change("loop", ""), change("loop", "Write")])

    assert [(one.message, one.names, one.count) for one in shown] == [("Something was added.", ("Check", "Write"), 3)]


def test_extensions_of_all_tools_are_one_line_and_the_last():
    kept = [change("vendor-extension", name, f"Kept: http://{name}.example.") for name in ("a", "b")]

    shown = changes_together([*kept, change("loop", "Check")])

    assert [one.count for one in shown] == [1, 2]
    assert shown[1].message == "Extensions of other tools are kept in the file and not used."
