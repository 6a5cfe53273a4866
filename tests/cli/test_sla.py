"""`bpr sla due` answers with the due date and every stretch of time up to it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from engine.store import Store

ENGLAND = "england-mon-fri-9-17"


@pytest.fixture
def bpr(store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch):
    """Runs `bpr sla` on the database of the test."""
    assert store
    monkeypatch.setenv("DATABASE_URL", database_url)
    return lambda *words: CliRunner().invoke(main, ["sla", *words])


def due_words(calendar, start, target, *pauses: str):
    words = ["due", "--calendar", calendar, "--start", start, "--target", target]
    return words + [word for pause in pauses for word in ("--pause", pause)]


VECTORS = [
    (ENGLAND, "2026-04-02T16:00", "8 working hours", [], "2026-04-07T16:00:00+01:00"),
    ("scotland-mon-fri-9-17", "2026-04-02T16:00", "8 working hours", [], "2026-04-06T16:00:00+01:00"),
    (ENGLAND, "2026-12-24T16:00Z", "2 working hours", [], "2026-12-29T10:00:00+00:00"),
    ("england-24x7", "2026-10-24T12:00+01:00", "24 working hours", [], "2026-10-25T11:00:00+00:00"),
    ("england-24x7", "2026-03-28T12:00", "24 working hours", [], "2026-03-29T13:00:00+01:00"),
    (ENGLAND, "2026-10-23T16:00", "8 working hours", [], "2026-10-26T16:00:00+00:00"),
    (ENGLAND, "2026-11-21T10:00", "4 working hours", [], "2026-11-23T13:00:00+00:00"),
    (
        ENGLAND,
        "2026-11-16T10:00",
        "8 working hours",
        ["2026-11-16T12:00/2026-11-18T11:00"],
        "2026-11-18T17:00:00+00:00",
    ),
    (
        ENGLAND,
        "2026-11-16T10:00",
        "6 working hours",
        ["2026-11-16T12:00/2026-11-16T15:00", "2026-11-16T14:00Z/2026-11-16T16:00Z"],
        "2026-11-17T12:00:00+00:00",
    ),
    (ENGLAND, "2026-11-20T16:00", "1 working hour", ["2026-11-20T18:00/2026-11-22T12:00"], "2026-11-20T17:00:00+00:00"),
    (ENGLAND, "2026-03-30", "10 working days", [], "2026-04-15T17:00:00+01:00"),
    (ENGLAND, "2026-11-16T10:00", "8 weeks", [], "2027-01-11T23:59:59+00:00"),
]


@pytest.mark.parametrize(("calendar", "start", "target", "pauses", "due_at"), VECTORS)
def test_the_published_examples_hold_on_the_calendars_of_the_database(bpr, calendar, start, target, pauses, due_at):
    done = bpr(*due_words(calendar, start, target, *pauses))
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert answer["due_at"] == due_at
    assert answer["explain"][-1]["to"] == due_at


def test_the_explanation_names_each_stretch_and_its_rule(bpr):
    answer = json.loads(bpr(*due_words(ENGLAND, "2026-11-20T16:30", "1 working hour")).stdout)
    assert [(line["from"][:16], line["counted"]) for line in answer["explain"]] == [
        ("2026-11-20T16:30", True),
        ("2026-11-20T17:00", False),
        ("2026-11-21T00:00", False),
        ("2026-11-22T00:00", False),
        ("2026-11-23T00:00", False),
        ("2026-11-23T09:00", True),
    ]
    assert answer["explain"][2]["why"] == f"Saturday, closed ({ENGLAND}, version 1)."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (due_words("mars", "2026-11-20", "1 working day"), "There is no calendar 'mars'. There are: england-24x7"),
        (due_words(ENGLAND, "yesterday", "1 working day"), "The start 'yesterday' is not ISO 8601"),
        (due_words(ENGLAND, "0001-01-01", "1 working day"), "must lie between 1970 and 2200"),
        (due_words(ENGLAND, "2026-11-20", "soon"), "The target 'soon' cannot be read"),
        (due_words(ENGLAND, "2026-11-20", "1 working day", "2026-11-20"), "A pause has two moments"),
        (due_words(ENGLAND, "2026-11-20", "1 working day", "2026-11-21/2026-11-20"), "ends before it begins"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_exit_code_1(bpr, words, said):
    done = bpr(*words)
    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words", [["due"], ["due", "--calendar", ENGLAND], ["due", "--batch", __file__, "--start", "x"]]
)
def test_wrong_use_is_exit_code_2(bpr, words):
    assert bpr(*words).exit_code == 2


def test_a_batch_answers_line_by_line_and_an_error_stops_nothing(bpr, tmp_path: Path):
    batch = tmp_path / "batch.jsonl"
    good = {"calendar": ENGLAND, "start": "2026-11-16T10:00", "target": "8 working hours"}
    paused = {**good, "pauses": [["2026-11-16T12:00", "2026-11-18T11:00"]]}
    lines = [good, {**good, "calendar": "mars"}, paused, [], {**good, "pauses": "x"}, {**good, "target": 8}, {}]
    batch.write_text("\n".join(json.dumps(line) for line in lines) + "\n\nnot json\n" + "[" * 5000)
    done = bpr("due", "--batch", str(batch))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [answer.get("due_at") for answer in answers] == [
        "2026-11-17T10:00:00+00:00",
        None,
        "2026-11-18T17:00:00+00:00",
        *[None] * 7,
    ]
    assert all("error" in answer or "due_at" in answer for answer in answers)
    assert answers[3]["error"].startswith("A line is a JSON object")
    assert answers[5]["error"] == "The target is missing, or is not a text."
    assert answers[8]["error"].startswith("This line is not JSON")


def test_the_calendars_are_listed(bpr):
    listed = bpr("calendars").stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["england-24x7", ENGLAND, "scotland-mon-fri-9-17"]


def test_on_an_empty_embedded_store_it_migrates_by_itself(installation):
    done = installation.bpr(*["sla", *due_words(ENGLAND, "2026-04-02T16:00", "8 working hours")])
    assert done.returncode == 0, done.stderr
    assert datetime.fromisoformat(json.loads(done.stdout)["due_at"]).isoformat() == "2026-04-07T16:00:00+01:00"
