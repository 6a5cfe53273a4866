"""Put words back into a form of a page: what a browser had sent, into the fields with the same names.

It works on the page as it was drawn, so that no page has to know of it: all but the fields of the form stays as it was,
byte for byte. Passwords, files, buttons and what is named in `left_alone` are not filled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

FILLED = "data-unsent"
"""The attribute of a form whose words have not been sent yet; the script that keeps them looks for it."""
_NOT_FILLED = frozenset({"password", "file", "submit", "button", "image", "reset"})


@dataclass(frozen=True, slots=True)
class Filled:
    """The page with the words in it; `found` tells whether it has a form for them, `main_at` where its content is."""

    page: str
    found: bool
    main_at: int


@dataclass(frozen=True, slots=True)
class _Tag:
    """A start tag, or with `ends` an end tag, from `start` to before `end` of the page."""

    name: str
    start: int
    end: int
    attributes: Mapping[str, str | None]
    ends: bool = False


@dataclass(frozen=True, slots=True)
class _Edit:
    """What is put in the place of a part of the page."""

    start: int
    end: int
    text: str


def fill(
    page: str, own_address: str, address: str, words: Iterable[tuple[str, str]], left_alone: Collection[str] = ()
) -> Filled:
    """Fill the forms of `page` that are sent to `address`; a form that names none is sent to `own_address`.

    What is folded away is unfolded where words are put into it.
    """
    tags = _tags(page)
    by_name: dict[str, list[str]] = {}
    for name, value in words:
        if name not in left_alone:
            by_name.setdefault(name, []).append(value)
    edits: dict[int, _Edit] = {}
    found = False
    for at, form in enumerate(tags):
        if form.name != "form" or form.ends or (form.attributes.get("action") or own_address) != address:
            continue
        found = True
        edits[form.start] = _with(form, {FILLED: None})
        rest = {name: list(values) for name, values in by_name.items()}
        for edit in _field_edits(page, tags[at + 1 :], rest):
            edits[edit.start] = edit
            for folded in _around(tags, edit.start):
                edits[folded.start] = _with(folded, {"open": None})
    main_at = next((tag.end for tag in tags if tag.name == "main"), 0)
    return Filled(_edited(page, edits.values()), found, _moved(main_at, edits.values()))


def _field_edits(page: str, tags: list[_Tag], rest: dict[str, list[str]]) -> Iterator[_Edit]:
    """What changes in the fields up to the end of the form; `rest` are the values that are not put anywhere yet."""
    for at, tag in enumerate(tags):
        if tag.name == "form":
            return
        name = tag.attributes.get("name") or ""
        if tag.ends or name not in rest:
            if tag.attributes.get("type") == "checkbox" and "checked" in tag.attributes:
                yield _ticked(tag, ticked=False)
        elif tag.name == "select":
            yield from _option_edits(tags[at + 1 :], rest[name])
        elif tag.name == "textarea" and rest[name]:
            yield _Edit(tag.end, tags[at + 1].start, escape(rest[name].pop(0)))
        elif tag.name == "input":
            yield from _input_edits(tag, rest[name])


def _input_edits(tag: _Tag, values: list[str]) -> Iterator[_Edit]:
    """A field of one line; several of one name, as the parts of a date, take one value after the other."""
    kind = (tag.attributes.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        yield _ticked(tag, ticked=(tag.attributes.get("value") or "on") in values)
    elif kind not in _NOT_FILLED and values:
        yield _with(tag, {"value": values.pop(0)})


def _option_edits(tags: list[_Tag], values: list[str]) -> Iterator[_Edit]:
    """The options of a select: those that were chosen, if it still offers them."""
    end = next((at for at, tag in enumerate(tags) if tag.name == "select"), len(tags))
    options = [tag for tag in tags[:end] if tag.name == "option" and not tag.ends]
    if any(option.attributes.get("value") in values for option in options):
        for option in options:
            yield _ticked(option, ticked=option.attributes.get("value") in values, word="selected")


def _ticked(tag: _Tag, *, ticked: bool, word: str = "checked") -> _Edit:
    bare = _Tag(tag.name, tag.start, tag.end, {name: value for name, value in tag.attributes.items() if name != word})
    return _with(bare, {word: None} if ticked else {})


def _with(tag: _Tag, more: Mapping[str, str | None]) -> _Edit:
    """The tag with these attributes as well."""
    written = (
        f" {name}" if value is None else f' {name}="{escape(value)}"'
        for name, value in {**tag.attributes, **more}.items()
    )
    return _Edit(tag.start, tag.end, f"<{tag.name}{''.join(written)}>")


def _around(tags: list[_Tag], position: int) -> list[_Tag]:
    """The parts that can be folded away in which this position lies."""
    inside: list[_Tag] = []
    for tag in tags:
        if tag.start >= position:
            break
        if tag.name == "details":
            inside = inside[:-1] if tag.ends else [*inside, tag]
    return inside


def _edited(page: str, edits: Iterable[_Edit]) -> str:
    parts, at = [], 0
    for edit in sorted(edits, key=lambda one: one.start):
        parts += [page[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, page[at:]])


def _moved(position: int, edits: Iterable[_Edit]) -> int:
    """Where a position of the page is after the edits before it."""
    return position + sum(len(edit.text) - (edit.end - edit.start) for edit in edits if edit.end <= position)


class _Reader(HTMLParser):
    """Lists the tags of a page with where they stand."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.tags: list[_Tag] = []
        self._lines = [0, *(at + 1 for at, sign in enumerate(page) if sign == "\n")]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._here()
        self.tags.append(_Tag(tag, start, start + len(self.get_starttag_text() or ""), dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(_Tag(tag, self._here(), self._here(), {}, ends=True))

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def _tags(page: str) -> list[_Tag]:
    return _Reader(page).tags
