"""Real models by other people: every one is read or refused in one sentence, repaired, and walked to an end.

A fixed tenth of the files here (`make check`); all of them in `make long`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

import pytest
from lxml import etree

from engine import bpmn
from engine.bpmn import Outcome, Source, Spec, Stuck, Tools, Translated
from engine.bpmn.model import Element, Model
from engine.bpmn.words import name_of

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
TOOLS = Tools(decide=lambda _key, _data: {})
LEAKED = re.compile(r"Traceback|0x[0-9a-f]{6,}|<string>|NoneType|KeyError|TypeError|lxml|object at")
NEARLY_ALL = 0.98


@pytest.fixture
def corpus(corpus: Path) -> Path:
    """The corpus, where it holds process models."""
    if not (corpus / "bpmn").is_dir():
        pytest.skip(f"there are no process models in {corpus / 'bpmn'}")
    return corpus


def files(corpus: Path, part: int = 10) -> Iterator[Path]:
    """One file in `part`, always the same ones."""
    for path in sorted((corpus / "bpmn").rglob("*.bpmn")):
        if crc32(path.name.encode() + path.parent.name.encode()) % part == 0:
            yield path


def elements(source: Source) -> dict[str, str]:
    """The BPMN tag of everything with an id."""
    return {
        node.get("id", ""): name_of(node)
        for node in source.root.iter(etree.Element)
        if node.get("id") and name_of(node)
    }


def answers(element: Element, choice: random.Random) -> dict[str, object]:
    """Something for every field of a step."""
    found: dict[str, object] = {}
    for field in element.form:
        if field.values:
            found[field.id] = choice.choice(field.values)[0]
        elif field.type == "boolean":
            found[field.id] = choice.random() < 0.5
        else:
            found[field.id] = choice.randrange(1000) if field.type in ("long", "integer", "double") else "text"
    return found


def step(spec: Spec, model: Model, outcome: Outcome, now: datetime, choice: random.Random) -> tuple[Outcome, datetime]:
    """Do one of the things a case waits for."""
    if outcome.waiting:
        task = choice.choice(outcome.waiting)
        given = answers(model.elements[task.element], choice)
        return bpmn.complete(spec, outcome.state, outcome.data, task.id, given, now=now, tools=TOOLS), now
    if asked := (*outcome.jobs, *outcome.calls):
        one = choice.choice(asked)
        return bpmn.complete_job(spec, outcome.state, outcome.data, one.id, {}, now=now, tools=TOOLS), now
    if outcome.timers and (not outcome.messages or choice.random() < 0.5):
        now = max(now, min(timer.due_at for timer in outcome.timers)) + timedelta(seconds=1)
        return bpmn.fire_timers(spec, outcome.state, outcome.data, now=now, tools=TOOLS), now
    message = choice.choice(outcome.messages)
    return bpmn.deliver_message(
        spec,
        outcome.state,
        outcome.data,
        name=message.name,
        payload={},
        keys={},
        kind=message.kind,
        now=now,
        tools=TOOLS,
    ), now


def reaches_an_end(spec: Spec, model: Model) -> bool:
    """Whether some walk through the process ends within 300 steps; a few are tried."""
    for seed in range(6):
        ended, message = walk(spec, model, random.Random(seed))
        assert not LEAKED.search(message)
        if ended:
            return True
    return False


def walk(spec: Spec, model: Model, choice: random.Random) -> tuple[bool, str]:
    """Whether this walk ends, and what is said where it gets stuck."""
    now = NOW
    try:
        outcome = bpmn.start(spec, data={}, now=now, tools=TOOLS)
        for _ in range(300):
            if outcome.ended:
                return True, ""
            outcome, now = step(spec, model, outcome, now, choice)
    except Stuck as stuck:
        return False, stuck.message
    return False, ""


def walked(translated: Translated) -> list[bool]:
    """For each process with elements: whether it can be walked to an end."""
    model = bpmn.describe(translated.source)
    digest = bpmn.digest(translated.source)
    return [
        reaches_an_end(bpmn.compile_spec(translated.source.data, process.id, digest), model)
        for process in model.processes
        if model.of_process(process.id)
    ]


@pytest.mark.parametrize("part", [10, pytest.param(1, marks=pytest.mark.slow)])
def test_the_corpus_is_read_repaired_and_walked_to_an_end(corpus: Path, part: int) -> None:
    refused, results = [], []
    for path in files(corpus, part):
        try:
            source = bpmn.read(path.read_bytes())
        except bpmn.Unreadable as error:
            refused.append(error.message)
            continue
        results += walked(bpmn.translate(source))
    assert len(refused) <= 2
    assert not [message for message in refused if LEAKED.search(message)]
    assert len(results) > 50
    assert sum(results) / len(results) >= NEARLY_ALL


def test_every_change_to_a_model_is_reported_by_element(corpus: Path) -> None:
    for path in files(corpus):
        try:
            source = bpmn.read(path.read_bytes())
        except bpmn.Unreadable:
            continue
        translated = bpmn.translate(source)
        before, after = elements(source), elements(translated.source)
        reported = {change.element for change in translated.changes}
        changed = {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}
        assert changed <= reported, path.name
        assert all(change.message and not LEAKED.search(change.message) for change in translated.changes), path.name


def test_repairing_a_repaired_model_changes_nothing_that_matters(corpus: Path) -> None:
    for path in files(corpus):
        try:
            translated = bpmn.translate(bpmn.read(path.read_bytes()))
        except bpmn.Unreadable:
            continue
        again = bpmn.translate(bpmn.read(translated.source.data))
        before, after = elements(translated.source), elements(again.source)
        assert before == after, path.name


@pytest.mark.parametrize(
    "name", ["A.1.0.bpmn", "A.2.0.bpmn", "A.3.0.bpmn", "A.4.0.bpmn", "B.1.0.bpmn", "B.2.0.bpmn", "C.1.0.bpmn"]
)
def test_the_reference_models_of_the_interchange_group_are_walked_to_an_end(corpus: Path, name: str) -> None:
    source = bpmn.read((corpus / "bpmn" / "miwg" / "Reference" / name).read_bytes())
    assert all(walked(bpmn.translate(source)))
