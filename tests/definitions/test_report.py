"""The report: accepted or refused, ready to run or walk-through only, and never a traceback."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.definitions import lint
from tests.definitions.models import SOUND, model


def test_a_sound_model_is_ready_to_run():
    report = lint(model(SOUND))

    assert (report.accepted, report.stage, report.changes) == (True, "live", ())
    assert [finding.rule for finding in report.findings] == ["form-missing"]


def test_a_finding_that_must_be_fixed_leaves_a_walk_through():
    report = lint(model(SOUND.replace("userTask check", "serviceTask check")))

    assert (report.accepted, report.stage) == (True, "check")
    assert report.findings[0].severity == "must-fix"


def test_a_change_of_meaning_leaves_a_walk_through_and_says_what_to_settle():
    report = lint(model(SOUND.replace("userTask check", "sendTask check").replace("lane Planning: check", "")))

    assert report.stage == "check"
    assert {finding.element for finding in report.findings if finding.severity == "must-fix"} == {"check"}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"Dear sir", "not XML"),
        (b"<a><b></a>", "not well-formed"),
        (b"<html/>", "not a BPMN 2.0 model"),
        (b"\xff\xfe\x00", "not"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "DOCTYPE"),
    ],
)
def test_what_cannot_be_read_is_one_finding(data, says):
    report = lint(data)

    assert (report.accepted, report.stage, [finding.rule for finding in report.findings]) == (
        False,
        "check",
        ["unreadable"],
    )
    assert says in report.findings[0].message


def test_json_has_the_published_shape():
    plain = lint(model(SOUND.replace("userTask check", "serviceTask check"))).as_json()

    assert list(plain) == ["accepted", "stage", "findings", "changes"]
    assert list(plain["findings"][0]) == ["rule", "severity", "element", "name", "line", "message"]
    assert list(plain["changes"][0]) == ["rule", "element", "name", "message"]


def test_findings_are_ordered_by_severity_then_line():
    order = ["error", "must-fix", "warning", "info"]
    findings = lint(model(SOUND.replace("userTask check", "serviceTask check") + "\ntask lost")).findings

    assert [order.index(one.severity) for one in findings] == sorted(order.index(one.severity) for one in findings)


LINES = """
task b "B"
exclusiveGateway x
parallelGateway p
startEvent s2
endEvent e2
b -> x
x -> b
x -> p
p -> e2
check -> x
p -> p
e2 -> start
s2 -> p
boundaryEvent y "Y" on="b" timer="P1D"
y -> x
x -> check if "a > > 1"
p -> b if "z"
q -> q
start -> q
lane L: b x q
receiveTask r "R"
r -> b
callActivity c "C" calledElement="process"
c -> r
pool a
a ~> b
task t "T" times=""
eventBasedGateway g
b -> g
g -> x
scriptTask f "F" scriptFormat="feel" script="{n: n + 1}"
x -> f
f -> x
intermediateThrowEvent l "L" link="L"
b -> l
inclusiveGateway i
i -> p
s2 -> i
i -> x
""".strip().splitlines()


@settings(max_examples=200)
@given(some.lists(some.sampled_from(LINES), unique=True, max_size=20))
def test_no_drawing_however_wrong_breaks_the_report(lines):
    report = lint(model("\n".join([SOUND, *lines])))

    assert all(finding.message.endswith(".") and finding.rule for finding in report.findings)


def test_real_models_are_reported_on_without_a_crash(corpus):
    reports = [lint(file.read_bytes()) for file in sorted((corpus / "bpmn").rglob("*.bpmn"))[::10]]

    refused = [report for report in reports if not report.accepted]
    assert len(refused) < len(reports) / 5
    assert all(report.findings[0].severity == "error" for report in refused)


def test_a_file_too_large_is_refused():
    report = lint(b"<" * 2_000_001)

    assert (report.accepted, report.findings[0].rule) == (False, "unreadable")
    assert "2,000,000" in report.findings[0].message


def test_a_chain_of_a_thousand_steps_is_ready_to_run():
    steps = [f"step{number}" for number in range(1000)]
    drawing = ["startEvent start", *(f'task {step} "Do {step}"' for step in steps), "endEvent end"]

    report = lint(model("\n".join([*drawing, " -> ".join(["start", *steps, "end"]), "diagram"])))

    assert (report.accepted, report.stage) == (True, "live")


def test_a_model_larger_than_any_real_one_is_refused():
    report = lint(model("\n".join(f"task step{number}" for number in range(2501))))

    assert "more than 2,500 steps" in report.findings[0].message


def test_of_many_findings_of_one_rule_the_first_hundred_are_shown():
    report = lint(model("\n".join(["startEvent start", *(f"task step{number}" for number in range(130))])))

    unnamed = [finding for finding in report.findings if finding.rule == "name-missing"]
    assert len(unnamed) == 101
    assert unnamed[-1].message.startswith("There are 30 more findings")
