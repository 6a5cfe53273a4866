"""The one reader of uploaded XML: whoever asks, the same is refused, in the words of whoever asked."""

from __future__ import annotations

import pytest

from engine.errors import Refused, TooLarge
from engine.xml import Element, Limits, line_of, local, namespace, read_xml, refusal

LIMITS = Limits(bytes=10_000, depth=5, elements=20, attribute_length=10, text_length=10, attributes=3, namespaces=2)


class NotOurs(Refused):
    """Not a file of ours."""


def read(text: str, encoding: str = "utf-8") -> Element:
    return read_xml(text.encode(encoding), LIMITS, NotOurs)


def test_elements_say_their_name_namespace_and_line():
    root = read('<?xml version="1.0"?>\n<!-- first -->\n<a xmlns="urn:a">\n<b xmlns=""/></a>')
    assert (local(root), namespace(root), line_of(root)) == ("a", "urn:a", 3)
    assert (local(root[0]), namespace(root[0]), line_of(root[0])) == ("b", "", 4)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("before", ["", "<!-- <a> -->", "<?tool x?>\n"])
def test_no_entity_is_ever_expanded(before: str, encoding: str):
    with pytest.raises(NotOurs, match="DOCTYPE"):
        read(f'{before}<!DOCTYPE a [<!ENTITY x "boom">]><a b="&x;">&x;</a>', encoding)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("<a>" * 6 + "</a>" * 6, "5 levels of nesting"),
        ("<a>" + "<b/>" * 20 + "</a>", "20 elements"),
        ('<a b="1" c="2" d="3" e="4"/>', "3 attributes on one element"),
        ('<a b="12345678901"/>', "10 characters in one attribute"),
        ("<a>12345678901</a>", "10 characters of text in one element"),
        ('<a xmlns:b="urn:b" xmlns:c="urn:c" xmlns:d="urn:d"/>', "2 namespaces"),
    ],
)
def test_each_limit_is_told(text: str, limit: str):
    with pytest.raises(NotOurs, match=f"The file has more than {limit}"):
        read(text)


@pytest.mark.parametrize("text", ["<a>\0</a>", "<a>\n<![CDATA[secret</a>", "<a>&#0;</a>", "<a>]]></a>", "<a b=c/>"])
def test_what_is_not_well_formed_is_told_in_one_line_that_does_not_quote_the_file(text: str):
    with pytest.raises(NotOurs, match=r"The file is not well-formed XML: [^\n]+ \(line \d\)\.") as caught:
        read(text)
    assert "\n" not in caught.value.message
    assert "secret" not in caught.value.message


def test_a_file_with_too_many_bytes_is_not_even_looked_at():
    with pytest.raises(TooLarge, match="10,000"):
        read("x" * 10_001)


def test_a_refusal_names_its_place():
    assert refusal(NotOurs, "No.").problems[0].where == "file"
    assert refusal(NotOurs, "No.", line=3).message == "No (line 3)."
    assert refusal(NotOurs, "No.", line=3, where="step").problems[0].where == "step"
