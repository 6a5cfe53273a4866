"""Only a well-behaved DMN file gets in, and what is wrong with another is said in one sentence."""

from __future__ import annotations

import pytest

from engine import decisions
from engine.errors import TooLarge
from tests.decisions.files import DMN, decide, decision, dmn, literal

VERSIONS = [
    "http://www.omg.org/spec/DMN/20151101",
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    DMN,
]


@pytest.mark.parametrize("space", VERSIONS)
def test_every_version_of_the_standard_is_read(space):
    assert decide(dmn(decision("d", literal("1 + 1")), space=space)) == 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (b"  \n ", "The file is empty."),
        (b"hello", "not XML: it does not start with '<'"),
        (b"<definitions", "not well-formed XML"),
        (b"PK\x03\x04rest", "a compressed archive"),
        (b"<html/>", "This is not a DMN model: the file starts with <html>"),
        (b'<definitions xmlns="urn:other"/>', "This is not a DMN model"),
        (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "This is not a DMN model"),
        (b'<?xml version="1.0" encoding="utf-9"?><a/>', "written in utf-9, which cannot be read"),
    ],
)
def test_what_is_no_dmn_file_is_refused_with_one_sentence(data, reason):
    with pytest.raises(decisions.Unreadable) as refused:
        decisions.read(data)

    assert reason in refused.value.message
    assert len(refused.value.problems) == 1


@pytest.mark.parametrize("before", ["", "<!-- first -->\n", '<?xml version="1.0"?>\n<?a b?>\n<!-- c -->'])
def test_a_doctype_is_refused(before):
    data = f'{before}<!DOCTYPE definitions [<!ENTITY a "aaaa">]><definitions xmlns="{DMN}">&a;</definitions>'

    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(decisions.Unreadable, match="DOCTYPE"):
            decisions.read(data.encode(encoding))


def test_a_file_above_two_megabytes_is_too_large():
    with pytest.raises(TooLarge, match="2,000,000"):
        decisions.read(b" " * 2_000_001)


def test_nesting_without_end_is_refused():
    deep = "<context>" * 200 + "</context>" * 200

    with pytest.raises(decisions.Unreadable, match="more than 80 levels of nesting"):
        decisions.read(dmn(decision("d", deep)))


def test_too_many_elements_are_refused():
    with pytest.raises(decisions.Unreadable, match="more than 100,000 elements"):
        decisions.read(dmn("<a/>" * 100_001))


def test_an_error_in_the_xml_says_the_line():
    with pytest.raises(decisions.Unreadable) as refused:
        decisions.read(f'<definitions xmlns="{DMN}">\n<decision>\n</definitions>'.encode())

    assert refused.value.problems[0].where == "line 3"


def test_elements_of_other_namespaces_are_passed_over():
    foreign = '<extensionElements><x:thing xmlns:x="urn:x"><x:text>no</x:text></x:thing></extensionElements>'

    assert decide(dmn(foreign, decision("d", foreign + literal("1")))) == 1
