"""A person's choice in front of a gateway: the step that stands where a model does not say how to decide."""

from __future__ import annotations

import re

from lxml import etree

from engine.bpmn.translate.tree import Node, Tree, drop_condition, label, set_condition
from engine.bpmn.words import CAMUNDA_LIKE, bpmn, local_id, spoken

CAMUNDA = CAMUNDA_LIKE[0]


def one_of(tree: Tree, gateway: Node) -> Node:
    """Put a step before an exclusive gateway where a person picks one of its flows."""
    name = field_name("choice", gateway.get("id", ""))
    flows = tree.outgoing(gateway)
    step, data = _step(tree, gateway)
    field = _field(data, name, label(gateway), "enum")
    for flow in flows:
        etree.SubElement(field, f"{{{CAMUNDA}}}value", id=flow.get("id", ""), name=flow_label(tree, flow))
    _required(field)
    _forget_default(gateway)
    for flow in flows:
        set_condition(flow, f'{name} = "{flow.get("id")}"')
    return step


def any_of(tree: Tree, gateway: Node) -> Node:
    """Put a step before an inclusive gateway where a person says yes or no to each of its flows."""
    step, data = _step(tree, gateway)
    default = local_id(gateway.get("default"))
    flows = tree.outgoing(gateway)
    if default not in {flow.get("id") for flow in flows}:
        default = flows[0].get("id", "")
        gateway.set("default", default)
    for flow in flows:
        drop_condition(flow)
        if flow.get("id") != default:
            name = field_name("take", flow.get("id", ""))
            _field(data, name, flow_label(tree, flow), "boolean")
            set_condition(flow, f"{name} = true")
    return step


def _step(tree: Tree, gateway: Node) -> tuple[Node, Node]:
    scope = next(gateway.iterancestors())
    step = tree.add_node(scope, "userTask", f"Choose_{gateway.get('id')}", f"Choose: {label(gateway)}", gateway)
    for flow in tree.incoming(gateway):
        tree.lead_to(flow, step)
    holder = etree.SubElement(step, bpmn("extensionElements"))
    data = etree.SubElement(holder, f"{{{CAMUNDA}}}formData", nsmap={"camunda": CAMUNDA})
    tree.add_flow(scope, step, gateway)
    return step, data


def _field(data: Node, name: str, text: str, kind: str) -> Node:
    return etree.SubElement(data, f"{{{CAMUNDA}}}formField", id=name, label=text, type=kind)


def _required(field: Node) -> None:
    validation = etree.SubElement(field, f"{{{CAMUNDA}}}validation")
    etree.SubElement(validation, f"{{{CAMUNDA}}}constraint", name="required")


def _forget_default(gateway: Node) -> None:
    if "default" in gateway.attrib:
        del gateway.attrib["default"]


def field_name(prefix: str, identifier: str) -> str:
    """A field key, that is also a FEEL name, for an element id."""
    return f"{prefix}_{re.sub(r'[^A-Za-z0-9_]', '_', identifier)}"


def flow_label(tree: Tree, flow: Node) -> str:
    """What a person calls a flow: its name, else what it leads to."""
    name = spoken(flow.get("name"))
    if name:
        return name
    scope = flow.getparent()
    target = None if scope is None else tree.find(local_id(flow.get("targetRef")), scope)
    return label(target) if target is not None else flow.get("id", "")
