"""Writing small DMN files for tests."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from engine import decisions

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"
NAMESPACE = "https://example.org/rules"


def dmn(*parts: str, space: str = DMN, namespace: str = NAMESPACE, extra: str = "") -> bytes:
    """A DMN file with these parts."""
    inner = "\n".join(parts)
    opening = f'<definitions xmlns="{space}" id="file" name="file" namespace="{namespace}" {extra}>'
    return f"{opening}\n{inner}\n</definitions>".encode()


def literal(text: str, attributes: str = "") -> str:
    return f"<literalExpression {attributes}><text>{escape(text)}</text></literalExpression>"


def needs(*names: str) -> str:
    """Requirements by id: `i:` input data, `k:` functions, `d:` decisions."""
    kinds = {
        "i": ("informationRequirement", "requiredInput"),
        "d": ("informationRequirement", "requiredDecision"),
        "k": ("knowledgeRequirement", "requiredKnowledge"),
    }
    written = []
    for name in names:
        kind, _, identifier = name.partition(":")
        outer, inner = kinds[kind]
        href = identifier if "#" in identifier else f"#{identifier}"
        written.append(f"<{outer}><{inner} href={quoteattr(href)}/></{outer}>")
    return "".join(written)


def decision(name: str, body: str, *required: str, type_ref: str = "", identifier: str = "") -> str:
    typed = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    return (
        f"<decision id={quoteattr(identifier or name)} name={quoteattr(name)}>"
        f"<variable name={quoteattr(name)}{typed}/>{needs(*required)}{body}</decision>"
    )


def given(name: str, type_ref: str = "", identifier: str = "") -> str:
    typed = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    return (
        f"<inputData id={quoteattr(identifier or name)} name={quoteattr(name)}>"
        f"<variable name={quoteattr(name)}{typed}/></inputData>"
    )


def function(
    name: str, parameters: Sequence[str], body: str, *required: str, attributes: str = "", variable: str = ""
) -> str:
    """A business knowledge model; a parameter may be written `name:type`. `variable` is the type of its variable."""
    written = "".join(
        f'<formalParameter name={quoteattr(word.partition(":")[0])} typeRef="{word.partition(":")[2]}"/>'
        for word in parameters
    )
    return (
        f"<businessKnowledgeModel id={quoteattr(name)} name={quoteattr(name)}>"
        f'<variable name={quoteattr(name)} typeRef="{variable}"/>'
        f"<encapsulatedLogic {attributes}>{written}{body}</encapsulatedLogic>{needs(*required)}"
        "</businessKnowledgeModel>"
    )


def table(
    policy: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    rules: Sequence[Sequence[str]],
    *,
    aggregation: str = "",
    values: Sequence[str] = (),
    defaults: Sequence[str] = (),
    allowed: Sequence[str] = (),
) -> str:
    """A decision table: the cells of a rule are those of its inputs, then those of its outputs."""
    written = [
        f"<input><inputExpression><text>{escape(text)}</text></inputExpression>"
        + (f"<inputValues><text>{escape(allowed[place])}</text></inputValues>" if allowed else "")
        + "</input>"
        for place, text in enumerate(inputs)
    ]
    for place, name in enumerate(outputs):
        listed = f"<outputValues><text>{escape(values[place])}</text></outputValues>" if values else ""
        default = f"<defaultOutputEntry><text>{escape(defaults[place])}</text></defaultOutputEntry>" if defaults else ""
        written.append(f"<output name={quoteattr(name)}>{listed}{default}</output>")
    for number, cells in enumerate(rules, 1):
        tests = "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells[: len(inputs)])
        results = "".join(f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in cells[len(inputs) :])
        written.append(f'<rule id="rule_{number}"><description>note {number}</description>{tests}{results}</rule>')
    collected = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="the_table" hitPolicy="{policy}"{collected}>{"".join(written)}</decisionTable>'


def decide(data: bytes, inputs: dict[str, object] | None = None, name: str | None = None, **options: object) -> object:
    """What a file decides, as plain data."""
    return decisions.evaluate(decisions.read(data), name, inputs or {}, **options).result


def service(
    name: str, outputs: Sequence[str], inputs: Sequence[str] = (), before: Sequence[str] = (), type_ref: str = ""
) -> str:
    """A decision service: its output decisions, its input data and its input decisions."""
    listed = (("outputDecision", outputs), ("inputDecision", before), ("inputData", inputs))
    inner = "".join(f'<{tag} href="#{one}"/>' for tag, names in listed for one in names)
    variable = f'<variable name="{name}" typeRef="{type_ref}"/>'
    return f'<decisionService id="{name}" name="{name}">{variable}{inner}</decisionService>'
