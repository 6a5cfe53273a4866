"""The fingerprint of a model: what it says, without this program's own marks."""

from __future__ import annotations

import copy
import hashlib

from lxml import etree

from engine.bpmn.read import Source
from engine.bpmn.words import BPR, SETTINGS, bpmn
from engine.xml import namespace


def digest(source: Source) -> str:
    """SHA-256 (hex) of the canonical XML without what the `bpr` namespace says of marks.

    The order of attributes and white space between elements make no difference; text inside an element does.
    """
    root = copy.deepcopy(source.root)
    _remove_marks(root)
    for element in root.iter(etree.Element):
        _drop_blank_space(element)
    etree.cleanup_namespaces(root)
    return hashlib.sha256(etree.tostring(root, method="c14n", exclusive=True, with_comments=False)).hexdigest()


def _remove_marks(root: etree._Element) -> None:
    for element in list(root.iter(etree.Element)):
        for attribute in [name for name in element.attrib if str(name).startswith(f"{{{BPR}}}")]:
            if attribute not in SETTINGS:
                del element.attrib[attribute]
        if namespace(element) == BPR and element is not root:
            _remove(element)
    for holder in list(root.iter(bpmn("extensionElements"))):
        if len(holder) == 0 and not holder.attrib and not (holder.text or "").strip():
            _remove(holder)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    tail = (element.tail or "").strip()
    before = element.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _drop_blank_space(element: etree._Element) -> None:
    if element.text is not None and not element.text.strip():
        element.text = None
    if element.tail is not None and not element.tail.strip():
        element.tail = None
