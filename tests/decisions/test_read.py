"""A decision model is what its file says, and what cannot be read is named."""

from __future__ import annotations

import pytest

from engine import decisions
from engine.decisions.read import MOST_DECISIONS
from engine.errors import Refused
from tests.decisions.files import NAMESPACE, decide, decision, dmn, function, given, literal, service, table


def test_a_model_names_its_decisions_inputs_functions_and_services():
    model = decisions.read(
        dmn(
            given("Age", "number", "i1"),
            decision("Fee", "<question>How much?</question>" + literal("Age"), "i:i1", "k:f", identifier="d1"),
            function("f", ["x"], literal("x")),
            service("offer", ["d1"], ["i1"]),
        )
    )

    assert (model.id, model.name, model.namespace) == ("file", "file", NAMESPACE)
    fee = model.decisions["d1"]
    assert (fee.name, fee.needs, fee.knows, fee.question) == ("Fee", ("i1",), ("f",), "How much?")
    assert model.inputs["i1"].type_ref == "number"
    assert model.knowledge["f"].function is not None
    assert (model.services["offer"].outputs, model.services["offer"].inputs) == (("d1",), ("i1",))


def test_a_reference_may_carry_the_namespace_of_the_file():
    model = decisions.read(
        dmn(
            given("Age"),
            f'<decision id="d" name="d"><informationRequirement><requiredInput href="{NAMESPACE}#Age"/>'
            f"</informationRequirement>{literal('Age')}</decision>",
        )
    )

    assert model.decisions["d"].needs == ("Age",)


def test_an_expression_that_cannot_be_read_is_a_problem_at_its_element():
    with pytest.raises(decisions.Unreadable) as refused:
        decisions.read(dmn(decision("d", literal("1 +", 'id="broken"')), decision("e", literal("2 *", 'id="too"'))))

    assert [problem.where for problem in refused.value.problems] == ["broken", "too"]
    assert "‘1 +’ cannot be read" in refused.value.message
    assert "1 more problem" in refused.value.message


def test_a_cell_that_cannot_be_read_names_the_nearest_element_with_an_id():
    with pytest.raises(decisions.Unreadable) as refused:
        decisions.read(dmn(decision("d", table("UNIQUE", ["a"], ["r"], [["< < 3", "1"]]))))

    assert refused.value.problems[0].where == "rule_1"


def test_a_lenient_reading_keeps_the_decisions_that_can_be_made():
    data = dmn(
        decision("good", literal("1")), decision("bad", literal("1 +")), decision("also", literal("bad"), "d:bad")
    )

    model = decisions.read(data, lenient=True)

    assert decisions.evaluate(model, "good", {}).result == 1
    for name in ("bad", "also"):
        with pytest.raises(Refused, match="cannot be read"):
            decisions.evaluate(model, name, {})


def test_a_lenient_reading_keeps_a_function_that_cannot_be_read_apart():
    java = function("f", ["x"], literal("x"), attributes='kind="Java"')
    model = decisions.read(dmn(java, decision("d", literal("f(1)"), "k:f"), decision("e", literal("2"))), lenient=True)

    assert decisions.evaluate(model, "e", {}).result == 2
    with pytest.raises(Refused, match="Java"):
        decisions.evaluate(model, "d", {})


def test_decisions_that_need_each_other_are_refused():
    with pytest.raises(decisions.Unreadable, match="needs itself"):
        decisions.read(dmn(decision("a", literal("b"), "d:b"), decision("b", literal("a"), "d:a")))


def test_a_decision_that_needs_itself_is_refused():
    with pytest.raises(decisions.Unreadable, match="The decision a needs itself"):
        decisions.read(dmn(decision("a", literal("a"), "d:a")))


def test_a_lenient_reading_keeps_the_decisions_beside_those_that_need_each_other():
    circle = [decision(one, literal(other), f"d:{other}") for one, other in ("ab", "ba")]
    model = decisions.read(dmn(*circle, decision("c", literal("b"), "d:b"), decision("d", literal("1"))), lenient=True)

    assert decisions.evaluate(model, "d", {}).result == 1
    for asked in "abc":
        with pytest.raises(Refused, match="needs itself, by way of others"):
            decisions.evaluate(model, asked, {})


def test_a_decision_needed_in_two_ways_is_no_circle():
    data = dmn(
        decision("a", literal("1")),
        decision("b", literal("a + 1"), "d:a"),
        decision("c", literal("a + 2"), "d:a"),
        decision("d", literal("b * c"), "d:b", "d:c"),
    )

    assert decide(data) == 6


def test_too_many_decisions_are_refused():
    with pytest.raises(decisions.Unreadable, match="over 2,000 decisions"):
        decisions.read(dmn(*(decision(f"d{number}", literal("1")) for number in range(MOST_DECISIONS + 1))))


def test_a_chain_of_decisions_may_be_long():
    links = [decision("d0", literal("0"))]
    links += [decision(f"d{n}", literal(f"d{n - 1} + 1"), f"d:d{n - 1}") for n in range(1, 1_000)]

    assert decide(dmn(*links)) == 999


def test_a_model_that_is_imported_must_be_there():
    wanted = '<import name="other" namespace="urn:other" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'

    with pytest.raises(decisions.Unreadable, match="The file imports urn:other, which is not here"):
        decisions.read(dmn(wanted))


def test_an_imported_model_offers_its_decisions_functions_inputs_and_types():
    kind = "https://www.omg.org/spec/DMN/20230324/MODEL/"
    other = decisions.read(
        dmn(
            '<itemDefinition name="tAge"><typeRef>number</typeRef></itemDefinition>',
            given("Base", "number"),
            decision("Twice", literal("Base * 2"), "i:Base"),
            function("add", ["a", "b"], literal("a + b")),
            namespace="urn:other",
        )
    )

    model = decisions.read(
        dmn(
            f'<import name="other" namespace="urn:other" importType="{kind}"/>',
            given("Age", "other.tAge"),
            decision("d", literal("other.add(other.Twice, Age)"), "i:Age", "d:urn:other#Twice", "k:urn:other#add"),
            decision("e", literal("other.Base"), "i:urn:other#Base"),
        ),
        imports={"urn:other": other},
    )

    assert decisions.evaluate(model, "d", {"Age": 1, "other": {"Base": 4}}).result == 9
    assert decisions.evaluate(model, "d", {"Age": "one", "Base": 4}).result is None
    assert decisions.evaluate(model, "e", {"Base": 4}).result == 4


def test_imports_of_other_kinds_are_passed_over():
    wanted = '<import name="x" namespace="urn:x" importType="http://www.w3.org/2001/XMLSchema"/>'

    assert decide(dmn(wanted, decision("d", literal("1")))) == 1


@pytest.mark.parametrize("language", ["JUEL", "groovy", "http://www.java.com/java", "javascript"])
def test_an_expression_in_another_language_is_never_run(language):
    with pytest.raises(decisions.Unreadable, match="never run"):
        decisions.read(dmn(decision("d", literal("1", f'expressionLanguage="{language}"'))))
    with pytest.raises(decisions.Unreadable, match="never run"):
        decisions.read(dmn(decision("d", literal("1")), extra=f'expressionLanguage="{language}"'))


def test_an_expression_that_says_that_it_is_feel_is_read():
    data = dmn(
        decision("d", literal("1", 'expressionLanguage="https://www.omg.org/spec/DMN/20230324/FEEL/"')),
        extra='expressionLanguage="urn:other"',
    )

    assert decide(data) == 1


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(decisions.Unreadable, match="at most 2000"):
        decisions.read(dmn(decision("d", table("UNIQUE", ["a"], ["r"], [['"' + "x" * 2_000 + '"', "1"]]))))
    with pytest.raises(decisions.Unreadable, match="at most 20000"):
        decisions.read(dmn(decision("d", literal('"' + "x" * 20_000 + '"'))))


def test_names_with_operators_are_found_where_they_are_in_sight():
    data = dmn(
        given("Approved/Declined"),
        decision("d", literal("Approved/Declined + 1"), "i:Approved/Declined"),
    )

    assert decide(data, {"Approved/Declined": 4}) == 5


def test_a_parameter_named_like_a_path_leaves_paths_elsewhere_alone():
    data = dmn(
        given("Person"),
        function("greet", ["Person.name"], literal('"Dear " + Person.name')),
        decision("d", literal("greet(Person.name)"), "i:Person", "k:greet"),
    )

    assert decide(data, {"Person": {"name": "Wren"}}) == "Dear Wren"


KIND = "https://www.omg.org/spec/DMN/20230324/MODEL/"
OTHER = dmn(
    '<itemDefinition name="tBand"><typeRef>string</typeRef><allowedValues><text>"A", "B"</text></allowedValues>'
    "</itemDefinition>",
    given("age", "number"),
    decision("band", literal('if age < 5 then "A" else "B"'), "i:age", type_ref="tBand"),
    function("banded", ["b:tBand"], literal("b"), attributes='typeRef="tBand"'),
    namespace="urn:other",
)


def test_an_import_without_a_name_puts_what_it_brings_in_sight_as_it_is():
    wanted = f'<import name="" namespace="urn:other" importType="{KIND}"/>'
    made = decision("d", literal('band + " " + banded("A")'), "d:urn:other#band", "k:urn:other#banded")
    model = decisions.read(dmn(wanted, made), imports={"urn:other": decisions.read(OTHER)})

    assert decisions.evaluate(model, "d", {"age": 3}).result == "A A"


def test_what_is_imported_keeps_its_own_types():
    wanted = f'<import name="other" namespace="urn:other" importType="{KIND}"/>'
    made = decision("d", literal('[other.banded("A"), other.banded("C")]'), "k:urn:other#banded")
    model = decisions.read(dmn(wanted, made), imports={"urn:other": decisions.read(OTHER)})

    assert decisions.evaluate(model, "d", {}).result == ["A", None]


@pytest.mark.parametrize("type_ref", ["other.tBands", "o:tBands"])
@pytest.mark.parametrize(("text", "expected"), [('["A"]', ["A"]), ('"B"', ["B"]), ('["C"]', None)])
def test_an_imported_type_is_named_by_its_import_or_prefix_and_made_of_types_of_its_own_file(type_ref, text, expected):
    bands = '<itemDefinition name="tBands" isCollection="true"><typeRef>tBand</typeRef></itemDefinition>'
    own = '<itemDefinition name="tBand"><typeRef>number</typeRef></itemDefinition>'
    other = decisions.read(OTHER.replace(b"</definitions>", f"{bands}</definitions>".encode()))
    wanted = f'<import name="other" namespace="urn:other" importType="{KIND}"/>'
    file = dmn(wanted, own, decision("d", literal(text), type_ref=type_ref), extra='xmlns:o="urn:other"')

    model = decisions.read(file, imports={"urn:other": other})

    assert decisions.evaluate(model, "d", {}).result == expected


def test_the_inputs_of_a_model_imported_by_an_imported_one_are_given_inside_its_name():
    middle = dmn(
        f'<import name="inner" namespace="urn:other" importType="{KIND}"/>',
        decision("m", literal("inner.band"), "d:urn:other#band"),
        namespace="urn:middle",
    )
    wanted = f'<import name="mid" namespace="urn:middle" importType="{KIND}"/>'
    through = decisions.read(middle, imports={"urn:other": decisions.read(OTHER)})
    model = decisions.read(
        dmn(wanted, decision("d", literal("mid.m"), "d:urn:middle#m")), imports={"urn:middle": through}
    )

    assert decisions.evaluate(model, "d", {"mid": {"inner": {"age": 3}}}).result == "A"
    assert decisions.evaluate(model, "d", {"mid": {"inner": {"age": 9}}}).result == "B"
    assert decisions.evaluate(model, "d", {"mid.inner.age": 9}).result == "B"


@pytest.mark.parametrize("given_by", [{"other": {"age": 3}}, {"other.age": 3}, {"age": 3}])
def test_the_inputs_of_an_imported_model_are_given_by_their_full_names_or_their_own(given_by):
    wanted = f'<import name="other" namespace="urn:other" importType="{KIND}"/>'
    made = decision("d", literal("other.band"), "d:urn:other#band")
    model = decisions.read(dmn(wanted, made), imports={"urn:other": decisions.read(OTHER)})

    assert decisions.evaluate(model, "d", given_by).result == "A"
