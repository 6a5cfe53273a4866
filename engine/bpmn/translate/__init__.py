"""Models as other tools draw them -> a model this program can run or walk through, with a report of every change.

Each file in `repairs/` is one repair or one vendor's dialect: it has `ORDER` (when it is applied; equal orders in the
order of their names) and `apply(tree, report)`. Adding one is adding its file. The upload itself is never changed.
"""

from __future__ import annotations

import copy
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from lxml import etree

from engine.bpmn.read import Source
from engine.bpmn.translate import repairs
from engine.bpmn.translate.reconcile import reconcile
from engine.bpmn.translate.report import Change, Report
from engine.bpmn.translate.tree import Tree

__all__ = ["Change", "Translated", "translate"]


@dataclass(frozen=True, slots=True)
class Translated:
    """The model after all repairs, and every change in the order it was made."""

    source: Source
    changes: tuple[Change, ...]


def translate(source: Source) -> Translated:
    """Repair a copy of the model. Never refuses and never loses silently: what cannot be kept is a Change."""
    tree, report = Tree(copy.deepcopy(source.root)), Report()
    for apply in _repairs():
        apply(tree, report)
    tree.write_references()
    reconcile(source.root, tree, report)
    data = etree.tostring(tree.root, xml_declaration=True, encoding="UTF-8")
    return Translated(Source(root=tree.root, data=data), tuple(report.changes))


@cache
def _repairs() -> tuple[Callable[[Tree, Report], None], ...]:
    names = [module.name for module in pkgutil.iter_modules(repairs.__path__)]
    modules = [importlib.import_module(f"{repairs.__name__}.{name}") for name in names]
    modules.sort(key=lambda module: (module.ORDER, module.__name__))
    return tuple(module.apply for module in modules)
