"""Models of stored decision files, with those that they import; read once, and kept by what they are made of.

Anybody may write any namespace into a file, and drawing tools write the same into every one. So a namespace leads to
a file of the importing file's own service, else to one of the service that first had a file with it approved: what
another service uploads later, or has approved later, changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import RowMapping, select

from engine import decisions
from engine.decisions import DecisionModel, Spaces
from engine.definitions.tables import decision_validity, decision_version
from engine.errors import Refused
from engine.store import Work

MOST_IMPORTS = 20
_MOST_KEPT, _MOST_BYTES, _MOST_SPACES = 128, 5_000_000, 10_000
_KEPT: dict[str, Kept] = {}
_SPACES: dict[str, Spaces] = {}


@dataclass(frozen=True, slots=True)
class Kept:
    """A model that was read, and the size of its file in bytes: in memory it takes some fifteen times as much."""

    model: DecisionModel
    size: int


@dataclass(frozen=True, slots=True)
class Sight:
    """Which files a file of a service may import: those in force on a day; approved ones or all."""

    on: date
    service_id: int
    approved: bool


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model, and the ids of the versions that it imports, directly or through others.

    `made_of` tells it from every other: a digest over the digests of its file and of all that it imports.
    """

    made_of: str
    model: DecisionModel
    imported: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A decision file. `data` gives its bytes, which are asked for only when it is not known yet."""

    digest: str
    data: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Missing:
    """A namespace that is imported and has no approved file in force on a day, and the version that waits, if any."""

    namespace: str
    version_id: int | None


def load(work: Work, file: File, sight: Sight) -> Loaded:
    """The model of a file with what it imports. Raises Unreadable (also when that is not there), Refused, TooLarge."""
    return _load(file, sight.service_id, _Load(_Shelf(work, sight)), ())


def stored(work: Work, version_id: int) -> bytes:
    """A file as it was uploaded."""
    return bytes(work.sure_value(select(decision_version.c.original).where(decision_version.c.id == version_id)))


def missing_imports(work: Work, file: File, sight: Sight) -> Iterator[Missing]:
    """What a file imports, also through others, that nobody has approved for the day."""
    approved = _Shelf(work, replace(sight, approved=True))
    every = _Shelf(work, replace(sight, approved=False))
    left, seen = [(file, sight.service_id)], {file.digest}
    while left:
        current, service_id = left.pop()
        for space in _spaces(current).imported:
            row = approved.find(space, service_id)
            if row is None:
                waiting = every.find(space, service_id)
                yield Missing(space, None if waiting is None else waiting["version_id"])
            elif row["file_digest"] not in seen:
                seen.add(row["file_digest"])
                left.append((_stored_file(work, row), row["service_id"]))


class _Shelf:
    """The stored files by their namespaces, as far as they are in sight; those of a namespace are looked up once."""

    def __init__(self, work: Work, sight: Sight) -> None:
        self.work = work
        self.sight = sight
        self._rows: dict[str, list[RowMapping]] = {}

    def find(self, space: str, service_id: int) -> RowMapping | None:
        """The file that a namespace leads to for a file of a service: the newest by date, then the one added last."""
        if space not in self._rows:
            self._rows[space] = _of_namespace(self.work, space)
        rows = self._rows[space]
        for preferred in (service_id, _holder(rows)):
            mine = [row for row in rows if row["service_id"] == preferred and self._in_sight(row)]
            if mine:
                return max(mine, key=lambda row: (row["valid_from"], row["id"]))
        return None

    def _in_sight(self, row: RowMapping) -> bool:
        return row["valid_from"] <= self.sight.on and (row["approved_at"] is not None or not self.sight.approved)


def _holder(rows: Iterable[RowMapping]) -> int | None:
    """The service that first had a file with a namespace approved; while there is none, the first that added one."""
    order = sorted(rows, key=lambda row: row["id"])
    approved = [row for row in order if row["approved_at"] is not None]
    first = min(approved, key=lambda row: (row["approved_at"], row["id"])) if approved else next(iter(order), None)
    return None if first is None else int(first["service_id"])


def _of_namespace(work: Work, space: str) -> list[RowMapping]:
    """Every file with this namespace, with the days from which it is in force for some decision."""
    query = (
        select(
            decision_validity.c.id,
            decision_validity.c.version_id,
            decision_validity.c.valid_from,
            decision_validity.c.approved_at,
            decision_version.c.file_digest,
            decision_version.c.service_id,
        )
        .join(decision_version, decision_version.c.id == decision_validity.c.version_id)
        .where(decision_version.c.namespace == space)
    )
    return list(work.rows(query))


@dataclass(frozen=True, slots=True)
class _Load:
    """One file being loaded: where to look, and what was loaded on the way, by digest and service."""

    shelf: _Shelf
    done: dict[tuple[str, int], Loaded] = field(default_factory=dict)


def _load(file: File, service_id: int, loading: _Load, path: tuple[str, ...]) -> Loaded:
    key = (file.digest, service_id)
    if key in loading.done:
        return loading.done[key]
    spaces = _spaces(file)
    if spaces.own in path:
        raise Refused("The file imports itself, by way of others. Break the circle.")
    if len(path) > MOST_IMPORTS:
        raise Refused(
            f"The file imports over {MOST_IMPORTS} others in a row, each by way of the one before. Join some."
        )
    others: dict[str, DecisionModel] = {}
    versions: dict[int, None] = {}
    parts = [file.digest]
    for space in dict.fromkeys(spaces.imported):
        row = loading.shelf.find(space, service_id)
        if row is None:
            continue
        loaded = _load(_stored_file(loading.shelf.work, row), row["service_id"], loading, (*path, spaces.own))
        others[space] = loaded.model
        parts.append(loaded.made_of)
        versions.update(dict.fromkeys((row["version_id"], *loaded.imported)))
    made_of = hashlib.sha256(" ".join(parts).encode()).hexdigest()
    made = Loaded(made_of, _read(made_of, file, others), tuple(versions))
    loading.done[key] = made
    return made


def _stored_file(work: Work, row: RowMapping) -> File:
    return File(row["file_digest"], lambda: stored(work, row["version_id"]))


def _spaces(file: File) -> Spaces:
    if file.digest not in _SPACES:
        while len(_SPACES) >= _MOST_SPACES:
            _SPACES.pop(next(iter(_SPACES)), None)
        _SPACES[file.digest] = decisions.spaces(file.data())
    return _SPACES[file.digest]


def _read(key: str, file: File, others: Mapping[str, DecisionModel]) -> DecisionModel:
    """Read a file, and remember its model by what it is made of."""
    kept = _KEPT.get(key)
    if kept is None:
        data = file.data()
        kept = Kept(decisions.read(data, imports=others), len(data))
        while _KEPT and (len(_KEPT) >= _MOST_KEPT or _bytes_kept() + kept.size > _MOST_BYTES):
            _KEPT.pop(next(iter(_KEPT)), None)
        _KEPT[key] = kept
    return kept.model


def _bytes_kept() -> int:
    return sum(one.size for one in tuple(_KEPT.values()))
