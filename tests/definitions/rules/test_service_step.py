"""service-step: a step that a system does says which one, by a topic; the finding says what will happen."""

from __future__ import annotations

import pytest

from engine.definitions import lint
from tests.definitions.models import findings_of
from tests.jobs import PAYMENT, asking

RULE = "service-step"

BAD = """
startEvent start
serviceTask post "Post the charge"
endEvent end
start -> post -> end
"""

GOOD = """
startEvent start
userTask post "Record in the revenues system"
endEvent end
start -> post -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["post"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "No system is joined" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def said(job: str, monkeypatch: pytest.MonkeyPatch, hosts: str = "") -> tuple[str, str]:
    """Severity and message about a step that asks this."""
    monkeypatch.setenv("BPR_HTTP_HOSTS", hosts)
    (found,) = [one for one in lint(asking(job).encode()).findings if one.rule == RULE]
    return found.severity, found.message


def mapped(topic: str, **inputs: str) -> str:
    """What a step asks, in the words of Camunda 8."""
    lines = "".join(f"<zeebe:input source='{source}' target='{name}'/>" for name, source in inputs.items())
    return f'<zeebe:taskDefinition type="{topic}"/><zeebe:ioMapping>{lines}</zeebe:ioMapping>'


@pytest.mark.parametrize(
    ("job", "hosts", "severity", "words"),
    [
        (PAYMENT, "", "info", "waits for the system ‘payments’: a program fetches it and is given amount, payer."),
        (mapped("payments"), "", "info", "is given nothing but the reference of the case."),
        (mapped("payments", a="=1 +"), "", "must-fix", "cannot be read"),
        (mapped("bpr:find-property", uprn="=payer"), "", "info", "is done by this program. Looks up a place"),
        (mapped("bpr:make-tea"), "", "must-fix", "There is no function bpr:make-tea. There are: bpr:add-line"),
        (mapped("bpr:find-property", street="=payer"), "", "must-fix", "takes no input ‘street’"),
        (mapped("bpr:tell-customer", subject="Hello"), "", "must-fix", "needs the input ‘words’"),
        (mapped("bpr:http", method="GET"), "", "must-fix", "needs the input ‘url’"),
        (mapped("bpr:http", url="https://api.example.org/a"), "", "warning", "calls api.example.org, which is not on"),
        (mapped("bpr:http", url='="https://api.example.org/" + payer'), "api.example.org", "info", "which is allowed"),
        (mapped("bpr:http", url='="https://api.example.org" + payer'), "api.example.org", "info", "worked out from"),
        (mapped("bpr:http", url="=payer"), "", "info", "worked out from the case"),
    ],
)
def test_it_says_what_will_happen(monkeypatch: pytest.MonkeyPatch, job: str, hosts: str, severity: str, words: str):
    found = said(job, monkeypatch, hosts)

    assert found[0] == severity, found
    assert words in found[1]
