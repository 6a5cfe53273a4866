"""Models of stored decision files, with those that they import; read once, and kept by what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import RowMapping, case, select, true

from engine import decisions
from engine.decisions import DecisionModel, Spaces
from engine.definitions.tables import decision_validity, decision_version
from engine.errors import Refused
from engine.store import Work

MOST_IMPORTS = 20
_MOST_KEPT, _MOST_SPACES = 128, 10_000
_KEPT: dict[tuple[str, ...], DecisionModel] = {}
_SPACES: dict[str, Spaces] = {}


@dataclass(frozen=True, slots=True)
class Sight:
    """Which files another may import: those in force on a day, of its own service first; approved ones or all."""

    on: date
    service_id: int
    approved: bool


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model, and the ids of the versions that it imports, directly or through others."""

    model: DecisionModel
    imported: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A decision file. `data` gives its bytes, which are asked for only when it is not known yet."""

    digest: str
    data: Callable[[], bytes]


def load(work: Work, file: File, sight: Sight) -> Loaded:
    """The model of a file with what it imports. Raises Unreadable (also when that is not there), Refused, TooLarge."""
    return _load(work, file, sight, ())


def stored(work: Work, version_id: int) -> bytes:
    """A file as it was uploaded."""
    return bytes(work.value(select(decision_version.c.original).where(decision_version.c.id == version_id)))


def _load(work: Work, file: File, sight: Sight, path: tuple[str, ...]) -> Loaded:
    spaces = _spaces(file)
    if spaces.own in path or len(path) > MOST_IMPORTS:
        raise Refused("The file imports itself, by way of others. Break the circle.")
    others: dict[str, DecisionModel] = {}
    versions: list[int] = []
    for space, row in (_found(work, spaces, sight) if spaces.imported else {}).items():
        loaded = _load(work, _stored_file(work, row), sight, (*path, spaces.own))
        others[space] = loaded.model
        versions += [row["version_id"], *loaded.imported]
    return Loaded(_read((file.digest, *map(str, versions)), file, others), tuple(dict.fromkeys(versions)))


def _stored_file(work: Work, row: RowMapping) -> File:
    return File(row["file_digest"], lambda: stored(work, row["version_id"]))


def _found(work: Work, spaces: Spaces, sight: Sight) -> dict[str, RowMapping]:
    """The version in force of each namespace that is imported, as far as there is one."""
    found: dict[str, RowMapping] = {}
    for row in _in_force(work, sight):
        own = _spaces(_stored_file(work, row)).own
        if own in spaces.imported:
            found.setdefault(own, row)
    return found


def _in_force(work: Work, sight: Sight) -> Iterator[RowMapping]:
    """The files that are in force on a day for some decision, the ones to prefer first."""
    elsewhere = case((decision_version.c.service_id == sight.service_id, 0), else_=1)
    certain = decision_validity.c.approved_at.is_not(None) if sight.approved else true()
    query = (
        select(decision_validity.c.version_id, decision_version.c.file_digest)
        .join(decision_version, decision_version.c.id == decision_validity.c.version_id)
        .where(decision_validity.c.valid_from <= sight.on, certain)
        .order_by(elsewhere, decision_validity.c.valid_from.desc(), decision_validity.c.number.desc())
    )
    yield from work.rows(query)


def _spaces(file: File) -> Spaces:
    if file.digest not in _SPACES:
        while len(_SPACES) >= _MOST_SPACES:
            _SPACES.pop(next(iter(_SPACES)), None)
        _SPACES[file.digest] = decisions.spaces(file.data())
    return _SPACES[file.digest]


def _read(key: tuple[str, ...], file: File, others: Mapping[str, DecisionModel]) -> DecisionModel:
    """Read a file, and remember its model by what it is made of: its digest, and the versions that it imports."""
    kept = _KEPT.get(key)
    if kept is None:
        kept = decisions.read(file.data(), imports=others)
        while len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        _KEPT[key] = kept
    return kept
