"""Form fields as a file states them, in whichever vendor's words."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.model import RawField
from engine.bpmn.words import CAMUNDA_LIKE, children, spoken
from engine.xml import local, namespace


def fields(node: etree._Element) -> tuple[RawField, ...]:
    """The form fields of a task or start event: `formData/formField`, or the older `formProperty`."""
    return tuple(_field(element) for element in _field_elements(node) if element.get("id"))


def _field_elements(node: etree._Element) -> Iterator[etree._Element]:
    for holder in children(node, "extensionElements"):
        for child in holder.iterchildren(etree.Element):
            if namespace(child) not in CAMUNDA_LIKE:
                continue
            if local(child) == "formData":
                yield from _named(child, "formField")
            elif local(child) == "formProperty":
                yield child


def _named(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element.iterchildren(etree.Element) if local(child) == name]


def _field(element: etree._Element) -> RawField:
    constraints = {
        item.get("name", ""): item.get("config") or "true"
        for holder in _named(element, "validation")
        for item in _named(holder, "constraint")
        if item.get("name")
    }
    if (element.get("required") or "").strip() == "true":
        constraints["required"] = "true"
    properties = {
        item.get("id", ""): item.get("value") or ""
        for holder in _named(element, "properties")
        for item in _named(holder, "property")
        if item.get("id")
    }
    for attribute in ("readable", "writable", "writeable", "datePattern"):
        if element.get(attribute):
            properties[attribute] = element.get(attribute, "")
    return RawField(
        id=element.get("id", ""),
        label=spoken(element.get("label") or element.get("name")),
        type=element.get("type") or "string",
        default=element.get("defaultValue") or element.get("default") or "",
        constraints=constraints,
        properties=properties,
        values=tuple(
            (item.get("id", ""), spoken(item.get("name") or item.get("id"))) for item in _named(element, "value")
        ),
    )
