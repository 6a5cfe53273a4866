"""Marks in a file: read, and merged without touching anything else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml.etree import QName

from engine.bpmn import SETTINGS, digest, read
from engine.definitions import lint
from engine.definitions.mark import FIELDS, Mark, as_texts
from engine.definitions.marks_xml import merge_marks, read_marks, xml_name
from tests.definitions.models import SOUND, model
from tests.definitions.test_mark import marks

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
PROCESSES = Path(__file__).parents[2] / "processes"


def test_a_mark_is_read_by_element():
    drawing = SOUND.replace('"Check it"', "\"Check it\" mark=\"onceAndDone='true' channels='phone web'\"")

    found = read_marks(read(model(drawing)))

    assert found.values["check"] == as_texts(Mark("check", once_and_done=True, channels=("phone", "web")))


def test_attributes_of_the_step_are_a_mark_too():
    drawing = SOUND.replace('"Check it"', '"Check it" bpr:onceAndDone="true" bpr:duty=""')

    assert read_marks(read(model(drawing))).values["check"] == as_texts(Mark("check", once_and_done=True))


@pytest.mark.parametrize("wrong", ["target='soon'", "colour='red'", "mustStay='true'"])
def test_a_mark_that_cannot_be_is_a_finding_and_left_out(wrong):
    drawing = SOUND.replace('"Check it"', f'"Check it" mark="{wrong}"')

    report = lint(model(drawing))

    assert ("mark-unreadable", "check") in [(one.rule, one.element) for one in report.findings]
    assert read_marks(read(model(drawing))).values == {}


@settings(max_examples=100)
@given(marks())
def test_marks_merged_into_a_file_are_read_back_and_change_nothing_else(mark):
    data = model(SOUND)

    merged = merge_marks(data, {"check": mark})

    assert digest(read(merged)) == digest(read(data))
    assert read_marks(read(merged)).values == ({} if mark.values() == Mark("x").values() else {"check": as_texts(mark)})
    assert merge_marks(merged, {}) == merge_marks(data, {})


def test_comments_prefixes_and_other_extensions_stay():
    data = model(SOUND).replace(b"<bpmn:process", b"<!-- kept --><bpmn:process")
    data = data.replace(b'name="Check it">', b'name="Check it"><bpmn:documentation>d</bpmn:documentation>')

    merged = merge_marks(data, {"check": Mark("check", once_and_done=True)})

    assert b"<!-- kept -->" in merged
    assert b'</bpmn:documentation><bpmn:extensionElements><bpr:mark onceAndDone="true"/>' in merged


def test_every_shipped_model_keeps_its_digest_and_its_marks():
    for file in PROCESSES.rglob("*.bpmn"):
        data = file.read_bytes()
        found = read_marks(read(data))
        assert (found.findings, bool(found.values)) == ((), True)
        assert digest(read(merge_marks(data, {}))) == digest(read(data))


def test_real_models_of_other_tools_keep_their_digest(corpus):
    for file in sorted((corpus / "bpmn" / "miwg").rglob("*.bpmn"))[::7]:
        data = file.read_bytes()
        source = read(data)
        first = next((node.get("id") for node in source.root.iter() if node.tag == f"{BPMN}task"), "")
        if not first:
            continue
        merged = merge_marks(data, {first: Mark(first, once_and_done=True, guidance="Ask <first> & note.")})
        assert digest(read(merged)) == digest(source)
        assert read_marks(read(merged)).values[first]["guidance"] == "Ask <first> & note."


def test_what_says_how_a_model_runs_is_no_mark_and_stays_where_it_is():
    send = '<bpmn:sendTask id="send" name="Tell" bpr:keptFor="P30D" bpr:skill="plans"/>'
    data = model(f"startEvent start\n{send}\nendEvent end\nstart -> send -> end")

    assert read_marks(read(data)).findings == ()
    merged = merge_marks(data, {"send": Mark("send", once_and_done=True)})

    assert b'bpr:keptFor="P30D"' in merged
    assert b"plans" not in merged
    assert digest(read(merged)) == digest(read(data)) != digest(read(data.replace(b"P30D", b"P31D")))


def test_the_descriptors_for_modelling_tools_name_every_value():
    moddle = json.loads((PROCESSES / "bpr.moddle.json").read_text("utf-8"))
    template = json.loads((PROCESSES / "element-templates.json").read_text("utf-8"))[0]
    names = {xml_name(name) for name in FIELDS}

    assert moddle["uri"] == "https://once-and-done.example/bpmn/1.0"
    told = [{item["name"] for item in kind["properties"]} for kind in moddle["types"]]
    assert told[:2] == [names, names]
    assert set().union(*told[2:]) == {QName(name).localname for name in SETTINGS}
    assert {item["binding"]["name"] for item in template["properties"]} == {f"bpr:{name}" for name in names}
