"""A picture of what the decisions of a file need: boxes in layers, what is asked at the bottom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.decisions import DecisionModel
from web.wording import sentence_case

WIDTH, HEIGHT, ACROSS, DOWN = 200, 44, 24, 48
_MOST_BOXES, _MOST_ACROSS, _MOST_LETTERS = 40, 8, 24


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box: its name, shortened, its kind (`decision`, `input`, `function`), and its left upper corner."""

    id: str
    name: str
    kind: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes of one size, and lines from what is needed to what needs it, as (x1, y1, x2, y2)."""

    width: int
    height: int
    boxes: tuple[Drawn, ...]
    lines: tuple[tuple[int, int, int, int], ...]
    box_width: int = WIDTH
    box_height: int = HEIGHT


def picture(model: DecisionModel) -> Picture | None:
    """The picture of a file, without what is asked where that is much.

    None where no decision needs another, or there are too many for a picture.
    """
    needs = {one.id: (*one.needs, *one.knows) for one in model.decisions.values()}
    needs |= {one.id: one.knows for one in model.knowledge.values()}
    asked = model.inputs if len(model.inputs) <= _MOST_ACROSS else {}
    names = {one.id: one.name for group in (asked, model.knowledge, model.decisions) for one in group.values()}
    among = {node: [need for need in found if need in names] for node, found in needs.items()}
    if not any(need in needs for found in among.values() for need in found) or len(names) > _MOST_BOXES:
        return None
    layers = _layers(names, among)
    if max(map(len, layers)) > _MOST_ACROSS:
        return None
    across = max(map(len, layers)) * (WIDTH + ACROSS) - ACROSS
    boxes = {one.id: one for one in _boxes(model, names, layers, across)}
    lines = tuple(_line(boxes[need], boxes[node]) for node, found in among.items() for need in found)
    return Picture(across, len(layers) * (HEIGHT + DOWN) - DOWN, tuple(boxes.values()), lines)


def _layers(names: Mapping[str, str], needs: Mapping[str, list[str]]) -> list[list[str]]:
    """The boxes by how many steps they stand above what needs nothing, the highest first. A circle ends somewhere."""
    depth = dict.fromkeys(names, 0)
    for _ in names:
        depth = {
            node: min(max((depth[need] + 1 for need in needs.get(node, ())), default=0), len(names)) for node in names
        }
    levels = sorted(set(depth.values()), reverse=True)
    return [[node for node in names if depth[node] == level] for level in levels]


def _boxes(model: DecisionModel, names: Mapping[str, str], layers: list[list[str]], across: int) -> Iterator[Drawn]:
    for row, layer in enumerate(layers):
        left = (across - len(layer) * (WIDTH + ACROSS) + ACROSS) // 2
        for place, node in enumerate(layer):
            kind = "decision" if node in model.decisions else "input" if node in model.inputs else "function"
            yield Drawn(node, _short(names[node]), kind, left + place * (WIDTH + ACROSS), row * (HEIGHT + DOWN))


def _line(need: Drawn, node: Drawn) -> tuple[int, int, int, int]:
    return need.x + WIDTH // 2, need.y, node.x + WIDTH // 2, node.y + HEIGHT


def _short(name: str) -> str:
    words = sentence_case(name)
    return words if len(words) <= _MOST_LETTERS else f"{words[: _MOST_LETTERS - 1]}…"
