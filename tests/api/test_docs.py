"""The documentation page: all of it there, readable without scripts, nothing fetched from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient

from api.docs import groups
from api.openapi import document, operations


class Page(HTMLParser):
    """What a page holds: ids, links, tags and their nesting."""

    VOID = frozenset({"meta", "link", "br", "input"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given[name] for name in ("href", "src") if name in given]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_every_operation_with_its_permission_and_fields_is_on_the_page(app: Flask, client: FlaskClient):
    text = client.get("/api/docs").text
    page = Page(text)
    assert page.open == []
    with app.app_context():
        for method, path, item in operations(document()):
            assert item["operationId"] in page.ids
            assert f"<code>{method} {path}</code>" in text
            assert f"<code>{item['x-permission']}</code>" in text
    for name in ("grants[].role", "provider_name", "If-Match", "Idempotency-Key"):
        assert name in text or name.replace("[]", "") in text


def test_the_page_needs_no_script_and_nothing_from_elsewhere(client: FlaskClient):
    response = client.get("/api/docs")
    page = Page(response.text)
    assert response.mimetype == "text/html"
    assert not {"script", "img", "iframe", "link", "form"} & set(page.tags)
    assert all(link.startswith(("#", "/api/")) for link in page.links)
    style = re.search(r"<style>(.*?)</style>", response.text, re.DOTALL)[1]
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{hashed}'" in response.headers["Content-Security-Policy"]


def test_ids_are_unique_and_every_link_inside_the_page_leads_somewhere(client: FlaskClient):
    page = Page(client.get("/api/docs").text)
    assert len(page.ids) == len(set(page.ids))
    assert not [link for link in page.links if link.startswith("#") and link[1:] not in page.ids]


def test_problems_link_to_their_explanation(client: FlaskClient):
    kind = client.get("/api/v1/nothing").json["type"]
    address, _, anchor = kind.partition("#")
    assert anchor in Page(client.get(address).text).ids


def test_fields_inside_fields_are_shown_with_their_path(app: Flask):
    with app.app_context():
        shown = {group.name: group for group in groups(document())}
    me = shown["me"].operations[0]
    names = {row.name: row for answer in me.answers for row in answer.fields}
    assert names["grants[].role"].kind == "string"
    assert names["grants"].kind == "list of object"
    assert names["grants[].service_id"].kind == "integer or null"
    team = next(item for item in shown["teams"].operations if item.method == "POST")
    kinds = {row.name: (row.kind, row.required) for row in team.body}
    assert kinds["kind"] == ("one of front, back", True)
    assert kinds["lanes"] == ("list of string", False)
