"""What is read and what is refused, with one clear sentence and the line."""

from __future__ import annotations

import gzip
import re

import pytest

from engine import bpmn
from engine.bpmn import Unreadable
from engine.errors import TooLarge
from tests.bpmn.models import HEAD, events, flow, flows, model, users

GOOD = model(events() + users("a") + flows("s", "a", "e"))
XML = b'<?xml version="1.0" encoding="UTF-8"?>'
BOMB = b"""<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
EXTERNAL = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
DEEP = HEAD.encode() + b"<documentation>" * 70 + b"</documentation>" * 70 + b"</definitions>"
WIDE = HEAD.encode() + b'<message id="m"/>' * 45_000 + b"</definitions>"

HOSTILE = {
    "empty": b"",
    "blank": b"  \n ",
    "not xml": b"hello there",
    "json": b'{"a": 1}',
    "zip": b"PK\x03\x04abcdefgh",
    "gzip": gzip.compress(GOOD),
    "html": b"<html><body>no</body></html>",
    "other xml": b"<definitions/>",
    "dmn": b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
    "xpdl": b'<Package xmlns="http://www.wfmc.org/2009/XPDL2.2"/>',
    "bomb": BOMB + GOOD.replace(b"<startEvent", b"<documentation>&b;</documentation><startEvent"),
    "external entity": EXTERNAL + GOOD,
    "doctype after a comment": b"<!-- hi --><?pi x?>\n" + EXTERNAL + GOOD,
    "external dtd": b'<!DOCTYPE definitions SYSTEM "http://127.0.0.1:9/x.dtd">' + GOOD,
    "doctype in utf-16": (EXTERNAL + GOOD).decode().encode("utf-16"),
    "deep": DEEP,
    "wide": WIDE,
    "many attributes": GOOD.replace(
        b'<startEvent id="s"', b'<startEvent id="s" ' + b" ".join(b'a%d="1"' % n for n in range(400))
    ),
    "long attribute": GOOD.replace(b'name="A"', b'name="' + b"x" * 5_000 + b'"'),
    "long text": GOOD.replace(b"<startEvent", b"<documentation>" + b"x" * 30_000 + b"</documentation><startEvent"),
    "many namespaces": GOOD.replace(
        b"<definitions", b"<definitions " + b" ".join(b'xmlns:n%d="urn:%d"' % (n, n) for n in range(60))
    ),
    "cut off": GOOD[:-40],
    "unbound prefix": GOOD.replace(b"<endEvent", b"<q:endEvent"),
    "two ids alike": GOOD.replace(b'<endEvent id="e"', b'<endEvent id="a"'),
    "id with markup": GOOD.replace(b'<endEvent id="e"', b'<endEvent id="&lt;script&gt;"'),
    "id that is a path": GOOD.replace(b'<endEvent id="e"', b'<endEvent id="../../e"'),
    "id with a space": GOOD.replace(b'<endEvent id="e"', b'<endEvent id="e e"'),
    "not the encoding it says": XML + GOOD.replace(b'name="A"', b'name="\xe9"'),
    "unknown encoding": b'<?xml version="1.0" encoding="EBCDIC-CP-US"?>' + GOOD,
    "utf-7": b'<?xml version="1.0" encoding="utf-7"?>' + GOOD,
    "null bytes": GOOD.replace(b'name="A"', b'name="\x00"'),
    "undefined entity": GOOD.replace(b'name="A"', b'name="&nbsp;"'),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_or_useless_file_is_refused_with_one_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        bpmn.read(data)
    message = caught.value.message
    assert message.endswith(".")
    assert len(message) < 400
    assert not re.search(r"Traceback|Error\(|0x[0-9a-f]{6}|<string>|root:", message)
    assert caught.value.problems


def test_a_file_above_two_megabytes_is_too_large() -> None:
    with pytest.raises(TooLarge, match="2,000,000"):
        bpmn.read(GOOD + b" " * 2_000_000)


def test_more_steps_or_flows_than_anybody_could_read_are_refused() -> None:
    with pytest.raises(Unreadable, match="more than 2,500 steps"):
        bpmn.read(model(users(*(f"t{number}" for number in range(2600)))))
    with pytest.raises(Unreadable, match="more than 2,500 flows"):
        bpmn.read(model("".join(flow("a", "a", identifier=f"f{number}") for number in range(2600))))


def test_a_repaired_model_may_be_larger_than_an_upload() -> None:
    tasks = [f"t{number}" for number in range(1200)]
    data = model(events() + users(*tasks) + "".join(flow("s", task) for task in tasks))
    translated = bpmn.translate(bpmn.read(data)).source
    assert len(bpmn.describe(translated).elements) > 2_400
    assert bpmn.compile_spec(translated.data, "p", "large").top is not None


def test_the_line_of_a_fault_is_named() -> None:
    with pytest.raises(Unreadable, match=r"line 3") as caught:
        bpmn.read(b"\n\n" + GOOD.replace(b"<endEvent", b"<q:endEvent"))
    assert caught.value.problems[0].where == "line 3"


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("ISO-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("UTF-16", "utf-16"),
    ],
)
def test_the_encodings_that_real_tools_write_are_read(encoding: str, codec: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n' + GOOD.decode().replace('name="A"', 'name="Prüfen"')
    model_read = bpmn.describe(bpmn.read(text.encode(codec)))
    assert model_read.elements["a"].name == "Prüfen"
    assert model_read.elements["a"].line == 2


@pytest.mark.parametrize("identifier", ["{3F2504E0-4F89}", "1_2", "_6-61", "obj.12", "Ggu_.yq$A", "sid-ÄÖ"])
def test_ids_as_real_tools_write_them_are_taken(identifier: str) -> None:
    data = GOOD.decode().replace('"a"', f'"{identifier}"').encode()
    assert identifier in bpmn.describe(bpmn.read(data)).elements


def test_the_bytes_are_kept_as_they_came() -> None:
    assert bpmn.read(GOOD).data == GOOD


def test_a_doctype_that_is_only_text_is_no_doctype() -> None:
    assert bpmn.read(b"<!-- <!DOCTYPE x> -->" + GOOD).root is not None


def test_a_chain_of_a_thousand_steps_with_its_drawing_is_read() -> None:
    steps = [f"t{number}" for number in range(1000)]
    shapes = "".join(f'<s:BPMNShape xmlns:s="x" id="d{step}"><s:B/></s:BPMNShape>' for step in steps)
    data = model(
        events() + users(*steps) + flows("s", *steps, "e"), f'<extensionElements id="d">{shapes}</extensionElements>'
    )
    assert len(bpmn.describe(bpmn.read(data)).elements) == 1002
