"""Folders of the kit, however they are laid out, and every way of writing a value in a test case."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.conformance import kit
from tests.decisions.files import decision, dmn, given, literal, service

MARK = b"\xef\xbb\xbf"
KIND = "https://www.omg.org/spec/DMN/20230324/MODEL/"
INNER = dmn(given("Name"), decision("greeting", literal('"Hello " + Name'), "i:Name"), namespace="urn:inner")
OUTER = dmn(
    f'<import name="inner" namespace="urn:inner" importType="{KIND}"/>',
    decision("greeting", literal('inner.greeting + "!"'), "d:urn:inner#greeting"),
    namespace="urn:outer",
)


def cases(*written: str, model: str = "") -> bytes:
    """A file of test cases."""
    spaces = (
        'xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    named = f"<modelName>{model}</modelName>" if model else ""
    return f"<testCases {spaces}>{named}<labels><label>x</label></labels>{''.join(written)}</testCases>".encode()


def case(inputs: str, expected: str, name: str = "greeting", attributes: str = "") -> str:
    """A test case with one result."""
    node = f'<resultNode name="{name}"><expected>{expected}</expected></resultNode>'
    return f'<testCase id="1" {attributes}>{inputs}{node}</testCase>'


def value(text: str, kind: str = "string") -> str:
    return f'<value xsi:type="xsd:{kind}">{text}</value>'


def entered(name: str, written: str) -> str:
    return f'<inputNode name="{name}">{written}</inputNode>'


ADA = entered("inner", f'<component name="Name">{value("Ada")}</component>')


def ran(folder: Path, **files: bytes) -> list[str]:
    """What is wrong with each result of a folder with these files (`__` stands for a slash)."""
    for name, data in files.items():
        path = folder / name.replace("__", "/").replace("_dmn", ".dmn").replace("_xml", ".xml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return [outcome.wrong for outcome in kit.run(3, folder).outcomes]


def test_a_kit_lies_in_its_own_folder_of_a_corpus_or_anywhere_in_it(tmp_path: Path) -> None:
    place = tmp_path / "TestCases" / "compliance-level-3" / "0001-greeting" / "tests"
    place.mkdir(parents=True)
    (place / "any name.xml").write_bytes(cases())
    (place.parent.parent / "0002-notes").mkdir()

    assert [(level, path.name) for level, path in kit.folders(kit.kit_in(tmp_path))] == [(3, "0001-greeting")]


@pytest.mark.parametrize("named", ["outer.dmn", "outer", "Outer.DMN", "models/outer.dmn", ""])
def test_the_model_is_found_by_its_file_else_it_is_the_one_that_imports_the_others(tmp_path: Path, named: str) -> None:
    tested = cases(case(ADA, value("Hello Ada!")), model=named)

    assert ran(tmp_path, models__outer_dmn=OUTER, models__zzz__inner_dmn=INNER, tested_xml=tested) == [""]


def test_a_model_that_is_not_named_is_the_one_called_as_the_folder(tmp_path: Path) -> None:
    tested = cases(case(entered("Name", value("Ada")), value("Hello Ada")))

    assert ran(tmp_path / "inner", outer_dmn=OUTER, inner_dmn=INNER, tested_xml=tested) == [""]


def test_a_folder_without_a_model_fails(tmp_path: Path) -> None:
    assert ran(tmp_path, tested_xml=cases(case("", value("x")))) == [
        "the model cannot be read: there is none in the folder"
    ]


def test_files_may_begin_with_a_mark_of_their_encoding_and_other_files_are_passed_over(tmp_path: Path) -> None:
    tested = cases(case(entered("Name", value("Zo\u00eb")), value("Hello Zo\u00eb")))

    assert ran(tmp_path, inner_dmn=MARK + INNER, a_xml=MARK + tested, b_xml=b"<notes/>", c_xml=b"no xml") == [""]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<value>plain</value>", "plain"),
        (value(" 7.10 ", "decimal"), Decimal("7.1")),
        (value("7", "nonNegativeInteger"), Decimal(7)),
        (value("1e2", "double"), Decimal(100)),
        (value("1", "boolean"), True),
        ('<value xsi:nil="true"/>', None),
        ('<list xsi:nil="true"/>', None),
        ("<list/>", []),
        (f'<list><item>{value("a")}</item><item xsi:nil="true"/><item><list/></item></list>', ["a", None, []]),
        ('<component name="a"><list/></component><component name="b" xsi:nil="true"/>', {"a": [], "b": None}),
        (f"<extensionElements><more>1</more></extensionElements>{value('x')}", "x"),
        ("", None),
    ],
)
def test_a_value_is_read_however_it_is_written(tmp_path: Path, written: str, expected: object) -> None:
    echo = dmn(given("it"), decision("echo", literal("it"), "i:it"))
    tested = cases(case(entered("it", written), written, "echo"))

    assert kit.value_in(next(kit.tree_of(tested).iter("{*}inputNode"))) == expected
    assert ran(tmp_path, echo_dmn=echo, echo_xml=tested) == [""]


@pytest.mark.parametrize(
    ("kind", "text", "same"),
    [
        ("date", "2026-11-18", "2026-11-18"),
        ("time", "10:00:00Z", "11:00:00+01:00"),
        ("dateTime", "2026-11-18T10:00:00Z", "2026-11-18T11:00:00+01:00"),
        ("duration", "P1Y", "P12M"),
        ("dayTimeDuration", "P1D", "PT24H"),
        ("yearMonthDuration", "P1Y", "P12M"),
    ],
)
def test_dates_and_durations_are_compared_as_what_they_are(tmp_path: Path, kind: str, text: str, same: str) -> None:
    echo = dmn(given("it"), decision("echo", literal("it"), "i:it"))
    right = case(entered("it", value(text, kind)), value(same, kind), "echo")
    wrong = case(entered("it", value(text, kind)), value(text), "echo")

    told = ran(tmp_path, echo_dmn=echo, echo_xml=cases(right, wrong))

    assert told[0] == ""
    assert told[1].startswith("expected")


def test_an_invocable_is_asked_for_by_its_name_and_each_result_is_one_of_its_outputs(tmp_path: Path) -> None:
    model = dmn(
        given("n", "number"),
        decision("twice", literal("n * 2"), "i:n"),
        decision("half", literal("n / 2"), "i:n"),
        service("both", ["twice", "half"], ["n"]),
    )
    asked = case(entered("n", value("4", "decimal")), value("2", "decimal"), "half", 'type="decisionService"')

    assert ran(tmp_path, m_dmn=model, m_xml=cases(asked.replace("id=", 'invocableName="both" id='))) == [""]
