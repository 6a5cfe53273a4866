"""Characters that are no text: which they are is what the reader of XML says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from engine.characters import odd_character, without_odd_characters


@pytest.mark.parametrize(
    "text", ["", "plain", "two\nlines\tand\r\nmore", "café 孔 😀", "\ufeff", "\ufffd", "\x7f", "\x85"]
)
def test_what_people_type_is_text(text: str):
    assert odd_character(text) == ""
    assert without_odd_characters(text) == text


@pytest.mark.parametrize(
    ("text", "named"),
    [("a\x00b", "U+0000"), ("a\x01b", "U+0001"), ("a\x1fb", "U+001F"), ("a\ud800b", "U+D800"), ("a\uffffb", "U+FFFF")],
)
def test_a_character_that_is_no_text_is_named_and_can_be_left_out(text: str, named: str):
    assert odd_character(text) == named
    assert without_odd_characters(text) == "ab"


@given(st.characters(exclude_categories=()))
def test_a_character_is_text_when_xml_can_hold_it(character: str):
    try:
        etree.Element("mark").set("words", character)
    except ValueError:
        assert odd_character(character)
    else:
        assert odd_character(character) == ""
