"""DMN bytes -> decision model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from engine.decisions import model
from engine.decisions.boxes import box_in, read_box, read_function
from engine.decisions.model import UNNAMED
from engine.decisions.tables import read_table
from engine.decisions.types import read_type
from engine.decisions.words import Words, described
from engine.decisions.xml import Unreadable, child, children, parse, refuse
from engine.errors import TooLarge
from engine.xml import Element, line_of, local

MOST_DECISIONS = 2_000
MOST_TYPES = 20_000
DMN_IMPORT = "/DMN/"
Node = TypeVar("Node", model.Decision, model.InputData, model.Knowledge, model.Service)


def read(
    data: bytes, *, imports: Mapping[str, model.DecisionModel] | None = None, lenient: bool = False
) -> model.DecisionModel:
    """Read a DMN 1.1 to 1.5 file. `imports` are models that the file may import, by their namespace.

    Raises TooLarge above 2 MB, and Unreadable with a problem for each text that cannot be read. A `lenient` reading
    keeps them in `broken`, and passes over decisions that need themselves, so that the others can be made.
    """
    root = parse(data)
    imported = _imports(root, imports or {})
    _name_by_import(root, imported)
    words = Words(root, read_table, _imported_names(imported))
    own = root.get("namespace", "")
    decisions = _keyed(_decision(found, words, own) for found in children(root, "decision"))
    if len(decisions) > MOST_DECISIONS:
        raise refuse(f"The file has over {MOST_DECISIONS:,} decisions. Split it.", root)
    if not lenient:
        _refuse_circles(decisions, root)
    found = model.DecisionModel(
        id=root.get("id", ""),
        name=root.get("name", ""),
        namespace=own,
        decisions=decisions,
        inputs=_keyed(_input(found) for found in children(root, "inputData")),
        knowledge=_keyed(_knowledge(found, words, own) for found in children(root, "businessKnowledgeModel")),
        services=_keyed(_service(found, own) for found in children(root, "decisionService")),
        types=_types(root, words, imported),
        imports=imported,
        broken=words.broken,
        lines={element.get("id", ""): line_of(element) for element in root.iter() if element.get("id")},
    )
    if words.problems and not lenient:
        first, more = words.problems[0], len(words.problems) - 1
        others = f" There are {more} more problems." if more else ""
        raise Unreadable(f"{first.where}: {first.message}{others}", tuple(words.problems))
    return found


@dataclass(frozen=True, slots=True)
class Spaces:
    """The namespace of a file, and those of the decision models that it imports."""

    own: str
    imported: tuple[str, ...]


def spaces(data: bytes) -> Spaces:
    """What a DMN file is called by others and which it imports, without reading the rest. Raises as `read` does."""
    root = parse(data)
    return Spaces(root.get("namespace", ""), tuple(found.get("namespace", "") for found in _model_imports(root)))


def in_order_of_imports(files: Mapping[str, bytes]) -> list[str]:
    """The names of files, each after those that it imports; where that cannot be told, in the order of their names."""
    found: dict[str, Spaces] = {}
    for name, data in files.items():
        with suppress(Unreadable, TooLarge):
            found[name] = spaces(data)
    named = {one.own: name for name, one in found.items()}
    needs = {name: {named[space] for space in one.imported if space in named} for name, one in sorted(found.items())}
    try:
        order = list(TopologicalSorter({name: needs.get(name, set()) for name in sorted(files)}).static_order())
    except CycleError:
        return sorted(files)
    return order


def _model_imports(root: Element) -> Iterator[Element]:
    """The imports of decision models; of other kinds of files there are none here."""
    return (element for element in children(root, "import") if DMN_IMPORT in element.get("importType", ""))


def _imports(root: Element, given: Mapping[str, model.DecisionModel]) -> dict[str, model.DecisionModel]:
    found = {}
    for element in _model_imports(root):
        namespace = element.get("namespace", "")
        if namespace not in given:
            raise refuse(f"The file imports {namespace[:120]}, which is not here. Upload that model first.", element)
        # without a name (DMN 1.4), what is imported is in sight as if it stood here
        found[element.get("name") or f"{UNNAMED}{namespace}"] = given[namespace]
    return found


def imported_names(root: Element, given: Mapping[str, model.DecisionModel]) -> Iterable[str]:
    """The names that what a file imports brings with it. `given` are models by namespace."""
    return _imported_names(_imports(root, given))


def _imported_names(imported: Mapping[str, model.DecisionModel]) -> Iterable[str]:
    for other in imported.values():
        for group in (other.decisions, other.inputs, other.knowledge, other.services):
            yield from (found.name for found in group.values())


def _types(root: Element, words: Words, imported: Mapping[str, model.DecisionModel]) -> dict[str, model.ItemType]:
    types = model.imported_types(imported)
    for element in children(root, "itemDefinition"):
        item = read_type(element, words)
        types[item.name] = item
    if len(types) > MOST_TYPES:
        raise refuse(f"The file has over {MOST_TYPES:,} types, with those that it imports. Import less.", root)
    return types


def _name_by_import(root: Element, imported: Mapping[str, model.DecisionModel]) -> None:
    """Name the imported types by their import where a file gives them the prefix of their namespace (DMN 1.1)."""
    starts = {
        prefix: "" if name.startswith(UNNAMED) else f"{name}."
        for prefix, space in root.nsmap.items()
        for name, other in imported.items()
        if prefix and other.namespace == space
    }

    def named(type_ref: str) -> str:
        prefix, colon, rest = type_ref.strip().partition(":")
        return f"{starts[prefix]}{rest}" if colon and prefix in starts else type_ref

    for element in root.iter("*") if starts else ():
        for key in {"typeRef", "outputTypeRef"}.intersection(element.attrib):
            element.set(key, named(element.get(key, "")))
        if local(element) == "typeRef":
            element.text = named(element.text or "")


def _keyed(found: Iterable[Node]) -> dict[str, Node]:
    return {node.id: node for node in found}


def _id(element: Element) -> str:
    return element.get("id") or element.get("name") or f"line {line_of(element)}"


def _variable(element: Element) -> tuple[str, str]:
    """Name and type of what an element stands for."""
    variable = child(element, "variable")
    name = element.get("name") or (variable.get("name") if variable is not None else "") or _id(element)
    return name, "" if variable is None else variable.get("typeRef", "")


def _references(element: Element, group: str, names: tuple[str, ...], own: str) -> tuple[str, ...]:
    """The ids that the requirements of an element refer to; `namespace#id` for those of another file."""
    found = (child(requirement, *names) for requirement in children(element, group))
    return tuple(_reference(target.get("href", ""), own) for target in found if target is not None)


def _reference(href: str, own: str) -> str:
    namespace, _, identifier = href.rpartition("#")
    return identifier if namespace in ("", own) else href


def _decision(element: Element, words: Words, own: str) -> model.Decision:
    name, type_ref = _variable(element)
    box = box_in(element)
    question = child(element, "question")
    return model.Decision(
        id=_id(element),
        name=name,
        type_ref=type_ref,
        needs=_references(element, "informationRequirement", ("requiredDecision", "requiredInput"), own),
        knows=_references(element, "knowledgeRequirement", ("requiredKnowledge",), own),
        box=_box(box, words),
        question="" if question is None else " ".join((question.text or "").split()),
        description=described(element),
    )


def _box(element: Element | None, words: Words) -> model.Box | None:
    if element is None:
        return None
    try:
        return read_box(element, words)
    except Unreadable as refusal:
        words.report(element, refusal)
        return None


def _input(element: Element) -> model.InputData:
    name, type_ref = _variable(element)
    return model.InputData(_id(element), name, type_ref)


def _knowledge(element: Element, words: Words, own: str) -> model.Knowledge:
    name, type_ref = _variable(element)
    logic = child(element, "encapsulatedLogic")
    function = None
    if logic is not None and box_in(logic) is not None:
        try:
            function = read_function(logic, words, type_ref=logic.get("typeRef", type_ref))
        except Unreadable as refusal:
            words.report(logic, refusal)
    return model.Knowledge(
        _id(element), name, _references(element, "knowledgeRequirement", ("requiredKnowledge",), own), function
    )


def _service(element: Element, own: str) -> model.Service:
    name, type_ref = _variable(element)
    listed = {
        key: tuple(_reference(found.get("href", ""), own) for found in children(element, key))
        for key in ("outputDecision", "inputData", "inputDecision")
    }
    return model.Service(
        _id(element), name, type_ref, listed["outputDecision"], listed["inputData"] + listed["inputDecision"]
    )


def _refuse_circles(decisions: Mapping[str, model.Decision], root: Element) -> None:
    """Refuse decisions that need themselves, however far round."""
    done: set[str] = set()
    for start in decisions:
        path: list[tuple[str, list[str]]] = [(start, list(decisions[start].needs))]
        on_path = {start}
        while path:
            identifier, left = path[-1]
            need = left.pop() if left else None
            if need is None:
                done.add(identifier)
                on_path.discard(identifier)
                path.pop()
            elif need in on_path:
                raise refuse(
                    f"The decision {decisions[need].name} needs itself, by way of others. Break the circle.", root
                )
            elif need in decisions and need not in done:
                on_path.add(need)
                path.append((need, list(decisions[need].needs)))
