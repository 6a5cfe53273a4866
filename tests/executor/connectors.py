"""Calls over HTTP as the tools of Camunda draw them: the connector of Camunda 7, and the REST template of Camunda 8."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr


def camunda_7(*, connector: str = "http-connector", outputs: Mapping[str, str] | None = None, **inputs: str) -> str:
    """The extensions of a step with a connector; an input that begins with `<` is taken as it is drawn."""
    lines = [_parameter("input", name, text) for name, text in inputs.items()]
    lines += [_parameter("output", name, text) for name, text in (outputs or {}).items()]
    mapping = f"<camunda:inputOutput>{''.join(lines)}</camunda:inputOutput>"
    return f"<camunda:connector>{mapping}<camunda:connectorId>{connector}</camunda:connectorId></camunda:connector>"


def entries(**values: str) -> str:
    """A map of values, as Camunda 7 draws it."""
    inner = "".join(
        f'<camunda:entry key="{key.replace("_", "-")}">{text}</camunda:entry>' for key, text in values.items()
    )
    return f"<camunda:map>{inner}</camunda:map>"


def camunda_8(*, headers: Mapping[str, str] | None = None, inputs: Mapping[str, str]) -> str:
    """The extensions of a step with the template of the REST connector, as the modeler writes it."""
    lines = "".join(
        f"<zeebe:input source={quoteattr(source)} target={quoteattr(target)}/>"
        for target, source in {"authentication.type": "noAuth", "connectionTimeoutInSeconds": "20", **inputs}.items()
    )
    told = {"elementTemplateVersion": "12", **(headers or {})}
    keys = "".join(f"<zeebe:header key={quoteattr(key)} value={quoteattr(value)}/>" for key, value in told.items())
    return (
        '<zeebe:taskDefinition type="io.camunda:http-json:1" retries="3"/>'
        f"<zeebe:ioMapping>{lines}</zeebe:ioMapping><zeebe:taskHeaders>{keys}</zeebe:taskHeaders>"
    )


def _parameter(kind: str, name: str, text: str) -> str:
    inner = text if text.startswith("<") else escape(text)
    return f'<camunda:{kind}Parameter name="{name}">{inner}</camunda:{kind}Parameter>'
