"""A picture of what the decisions of a file need: boxes in layers, what is asked at the bottom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from engine.decisions import DecisionModel
from web.wording import sentence_case

WIDTH, HEIGHT, ACROSS, DOWN = 200, 44, 24, 48
_MOST_BOXES, _MOST_ACROSS, _MOST_LETTERS = 40, 8, 24

Line = tuple[tuple[int, int], ...]
"""The corners of a line, as (x, y)."""


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
    """Boxes of one size, and lines from what is needed to what needs it, which pass between the boxes on their way."""

    width: int
    height: int
    boxes: tuple[Drawn, ...]
    lines: tuple[Line, ...]
    box_width: int = WIDTH
    box_height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class _Layout:
    """`row_of` each box from the top, and the middle of each box and passage in a row, as (row, id): a passage is where
    the lines of a box further down cross the row."""

    row_of: Mapping[str, int]
    middles: Mapping[tuple[int, str], int]
    across: int


def picture(model: DecisionModel) -> Picture | None:
    """The picture of a file, without what is asked where that is much.

    None where no decision needs another, or there are too many for a picture.
    """
    needs = {one.id: (*one.needs, *one.knows) for one in model.decisions.values()}
    needs |= {one.id: one.knows for one in model.knowledge.values()}
    asked = model.inputs if len(model.inputs) <= _MOST_ACROSS else {}
    names = {one.id: one.name for group in (asked, model.knowledge, model.decisions) for one in group.values()}
    among = {node: [need for need in found if need in names and need != node] for node, found in needs.items()}
    if not any(need in needs for found in among.values() for need in found) or len(names) > _MOST_BOXES:
        return None
    layers = _layers(names, among)
    if max(map(len, layers)) > _MOST_ACROSS:
        return None
    layout = _laid_out(layers, among)
    boxes = tuple(_boxes(model, names, layout))
    lines = tuple(_line(need, node, layout) for need, node in _upward(layout.row_of, among))
    return Picture(layout.across, _top(len(layers)) - DOWN, boxes, lines)


def _layers(names: Mapping[str, str], needs: Mapping[str, list[str]]) -> list[list[str]]:
    """The boxes by how many steps they stand above what needs nothing, the highest first. A circle ends somewhere."""
    depth = dict.fromkeys(names, 0)
    for _ in names:
        depth = {
            node: min(max((depth[need] + 1 for need in needs.get(node, ())), default=0), len(names)) for node in names
        }
    levels = sorted(set(depth.values()), reverse=True)
    return [[node for node in names if depth[node] == level] for level in levels]


def _upward(row_of: Mapping[str, int], needs: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """What is needed, with what needs it. What a circle would lead down again is left to the words."""
    for node, found in needs.items():
        yield from ((need, node) for need in found if row_of[need] > row_of[node])


def _laid_out(layers: list[list[str]], needs: Mapping[str, list[str]]) -> _Layout:
    row_of = {node: row for row, layer in enumerate(layers) for node in layer}
    rows = [_in_order(row, layers, list(_upward(row_of, needs)), row_of) for row in range(len(layers))]
    widths = [[WIDTH if row_of[one] == row else 0 for one in ids] for row, ids in enumerate(rows)]
    across = max(map(_across, widths))
    middles = {}
    for row, ids in enumerate(rows):
        left = (across - _across(widths[row])) // 2
        for one, width in zip(ids, widths[row], strict=True):
            middles[row, one] = left + width // 2
            left += width + ACROSS
    return _Layout(row_of, middles, across)


def _in_order(row: int, layers: list[list[str]], lines: list[tuple[str, str]], row_of: Mapping[str, int]) -> list[str]:
    """The boxes of a row from the left and, where they lie best, the needs further down whose lines pass it."""
    at = {node: place - (len(layer) - 1) / 2 for layer in layers for place, node in enumerate(layer)}
    passing: dict[str, list[float]] = {}
    for need, node in lines:
        if row_of[node] < row < row_of[need]:
            part = (row_of[need] - row) / (row_of[need] - row_of[node])
            passing.setdefault(need, []).append(at[need] + (at[node] - at[need]) * part)
    wished = {node: at[node] for node in layers[row]} | {need: fmean(places) for need, places in passing.items()}
    return sorted(wished, key=lambda one: wished[one])


def _across(widths: Sequence[int]) -> int:
    return sum(widths) + ACROSS * (len(widths) - 1)


def _top(row: int) -> int:
    return row * (HEIGHT + DOWN)


def _boxes(model: DecisionModel, names: Mapping[str, str], layout: _Layout) -> Iterator[Drawn]:
    for (row, node), middle in layout.middles.items():
        if layout.row_of[node] == row:
            kind = "decision" if node in model.decisions else "input" if node in model.inputs else "function"
            yield Drawn(node, _short(names[node]), kind, middle - WIDTH // 2, _top(row))


def _line(need: str, node: str, layout: _Layout) -> Line:
    """From the top of what is needed, straight up where it passes a row, to the bottom of what needs it."""
    low, high = layout.row_of[need], layout.row_of[node]
    corners = [(layout.middles[low, need], _top(low))]
    for row in range(low - 1, high, -1):
        x = layout.middles[row, need]
        corners += [(x, _top(row) + HEIGHT), (x, _top(row))]
    return (*corners, (layout.middles[high, node], _top(high) + HEIGHT))


def _short(name: str) -> str:
    words = sentence_case(name)
    return words if len(words) <= _MOST_LETTERS else f"{words[: _MOST_LETTERS - 1]}…"
