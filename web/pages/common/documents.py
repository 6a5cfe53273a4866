"""The project's own documents as pages: the glossary and the rules are written once, in `docs`, and shown here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

_DOCS = Path(__file__).parents[3] / "docs"
_RULES = _DOCS / "rules"
_WIDE = 3
_FOR_PROGRAMMERS = "In the code"
_CLASSES = {
    "h1": "govuk-heading-l",
    "h2": "govuk-heading-m",
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "a": "govuk-link",
    "table": "govuk-table",
    "thead": "govuk-table__head",
    "tbody": "govuk-table__body",
    "tr": "govuk-table__row",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
}
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the glossary. `key` is its place on the help page."""

    key: str
    word: str
    meaning: Markup


@dataclass(frozen=True, slots=True)
class Chapter:
    """Words that belong together."""

    title: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A page of `docs`: its title, and all that follows it."""

    title: str
    body: Markup


@cache
def glossary() -> tuple[Chapter, ...]:
    """The words of the product in plain words; those that only its programmers use are not among them."""
    tokens = _markdown.parse((_DOCS / "glossary.md").read_text("utf-8"))
    titles = [index for index, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
    return tuple(
        Chapter(tokens[start + 1].content, tuple(_words(tokens[start:end])))
        for start, end in zip(titles, [*titles[1:], len(tokens)], strict=True)
        if tokens[start + 1].content != _FOR_PROGRAMMERS
    )


@cache
def rules() -> Document:
    """The list of rules."""
    return _document((_RULES / "README.md").read_text("utf-8"))


@cache
def rule(name: str) -> Document | None:
    """The page of one rule; None when there is none of that name."""
    page = next((file for file in _RULES.glob("*.md") if file.stem == name and name != "README"), None)
    return _document(page.read_text("utf-8")) if page else None


def _words(tokens: Sequence[Token]) -> Iterator[Word]:
    """The rows of a chapter's table that say a word in plain words; the third column is for those who build it."""
    cells = [tokens[index + 1] for index, token in enumerate(tokens) if token.type == "td_open"]
    for word, meaning, _ in zip(cells[::3], cells[1::3], cells[2::3], strict=True):
        if not meaning.content:
            continue
        key = re.sub(r"[^a-z]+", "-", word.content.lower()).strip("-")
        yield Word(key, word.content, _html([meaning]))


def _document(text: str) -> Document:
    tokens = _markdown.parse(text)
    body = [token for token in tokens[3:] if not token.hidden]
    return Document(tokens[1].content, _html(body))


def _html(tokens: Sequence[Token]) -> Markup:
    heading = ""
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = f"{tokens[index + 1].content}: "
        if token.type == "table_open":
            token.meta["label"] = heading + ", ".join(_headers_of(tokens[index:]))
            _label_cells(token, tokens[index:])
    for token in _all(tokens):
        _dress(token)
    return Markup(_markdown.renderer.render(tokens, _markdown.options, {}))  # noqa: S704 - raw HTML is off


def _headers_of(tokens: Sequence[Token]) -> list[str]:
    """The words in the head of the table that begins here, column by column."""
    ends = next(index for index, token in enumerate(tokens) if token.type == "thead_close")
    return [token.content for token in tokens[:ends] if token.type == "inline"]


def _label_cells(table: Token, tokens: Sequence[Token]) -> None:
    """Let the table that begins here be stacked on a narrow screen if it is wide: each cell says its column."""
    heads = _headers_of(tokens)
    if len(heads) < _WIDE:
        return
    table.meta["stacks"] = True
    ends = next(index for index, token in enumerate(tokens) if token.type == "table_close")
    cells = (token for token in tokens[:ends] if token.type == "td_open")
    for cell, head in zip(cells, cycle(heads), strict=False):
        cell.attrSet("data-label", head)


def _table_open(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """A table scrolls by itself where it is wider than the screen."""
    label = escape(tokens[index].meta["label"])
    region = f'<div class="app-scroll" role="region" aria-label="{label}" tabindex="0">'
    return region + self.renderToken(tokens, index, options, env)


def _table_close(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return self.renderToken(tokens, index, options, env) + "</div>"


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


def _dress(token: Token) -> None:
    """Give an element the classes of GOV.UK, a header its scope, and a link to another rule its address here."""
    if token.nesting == 1 and token.tag in _CLASSES:
        token.attrSet("class", _CLASSES[token.tag])
    if token.type == "table_open" and token.meta.get("stacks"):
        token.attrJoin("class", "app-table--stack")
    if token.type == "th_open":
        token.attrSet("scope", "col")
    if token.type == "link_open":
        token.attrSet("href", re.sub(r"^([a-z-]+)\.md$", r"/help/rules/\1", str(token.attrGet("href"))))


_markdown.add_render_rule("table_open", _table_open)
_markdown.add_render_rule("table_close", _table_close)
