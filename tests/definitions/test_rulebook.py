"""The rules are found by their place, and each has its test and its page."""

from __future__ import annotations

from pathlib import Path

from engine.definitions import all_rules
from engine.definitions.finding import SEVERITIES
from engine.definitions.rulebook import all_decision_rules

ROOT = Path(__file__).parents[2]


def test_every_file_is_a_rule_with_one_sentence_and_a_severity():
    for place, rules in (("rules", all_rules()), ("decision_rules", all_decision_rules())):
        files = {file.stem for file in (ROOT / "engine/definitions" / place).glob("*.py")} - {"__init__"}
        assert {rule.name.replace("-", "_") for rule in rules} == files
    for rule in (*all_rules(), *all_decision_rules()):
        assert rule.says.endswith("."), rule.name
        assert "\n" not in rule.says, rule.name
        assert rule.severity in SEVERITIES
        assert rule.reads in ("run", "file", "xml", "lanes", "calls", "decisions")


def test_every_rule_has_its_test_and_its_page():
    for rule in (*all_rules(), *all_decision_rules()):
        place = "decision_rules" if rule in all_decision_rules() else "rules"
        assert (ROOT / f"tests/definitions/{place}/test_{rule.name.replace('-', '_')}.py").is_file(), rule.name
        page = (ROOT / "docs/rules" / f"{rule.name}.md").read_text("utf-8")
        assert page.startswith(f"# {rule.name}\n\n{rule.says}\n"), rule.name


def test_every_page_is_of_a_rule():
    names = {rule.name for rule in (*all_rules(), *all_decision_rules())}
    names |= {"README", "unreadable", "changed-in-import", "cannot-run", "mark-unreadable", "form-unreadable"}

    assert {page.stem for page in (ROOT / "docs/rules").glob("*.md")} == names
