"""The fingerprint of a model."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine import bpmn
from tests.bpmn.models import events, flows, model, users

PLAIN = model(events() + users("a") + flows("s", "a", "e"))


def digest(data: bytes) -> str:
    return bpmn.digest(bpmn.read(data))


def test_marks_make_no_difference() -> None:
    marked = PLAIN.replace(
        b'<userTask id="a" name="A"/>',
        b'<userTask id="a" name="A" bpr:step="x"><extensionElements><bpr:mark target="3 days"/>'
        b"</extensionElements></userTask>",
    )
    assert digest(marked) == digest(PLAIN)


def test_marks_beside_other_extensions_are_taken_out_alone() -> None:
    other = b'<userTask id="a" name="A"><extensionElements><camunda:properties/>%s</extensionElements></userTask>'
    with_marks, without = other % b"<bpr:mark/>", other % b""
    source = b'<userTask id="a" name="A"/>'
    assert digest(PLAIN.replace(source, with_marks)) == digest(PLAIN.replace(source, without)) != digest(PLAIN)


@given(st.text(alphabet=" \n\t", max_size=5))
def test_white_space_between_elements_makes_no_difference(space: str) -> None:
    assert digest(PLAIN.replace(b"><", b">" + space.encode() + b"<")) == digest(PLAIN)


def test_the_order_of_attributes_and_comments_make_no_difference() -> None:
    swapped = PLAIN.replace(b'<userTask id="a" name="A"/>', b'<!-- new --><userTask name="A" id="a"></userTask>')
    assert digest(swapped) == digest(PLAIN)


def test_a_name_a_condition_or_a_line_of_text_makes_a_difference() -> None:
    assert digest(PLAIN.replace(b'name="A"', b'name="B"')) != digest(PLAIN)
    assert digest(
        PLAIN.replace(b'<endEvent id="e"/>', b'<endEvent id="e"><documentation>x</documentation></endEvent>')
    ) != digest(PLAIN)


def test_the_model_itself_is_not_changed() -> None:
    source = bpmn.read(PLAIN.replace(b'name="A"', b'bpr:x="1"'))
    bpmn.digest(source)
    assert bpmn.describe(source).elements["a"].id == "a"
    assert b"bpr:x" in source.data
    assert any("once-and-done" in str(name) for name in source.root.find(".//{*}userTask").attrib)
