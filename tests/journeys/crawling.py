"""Following every link from the start page, as a program without scripts, to find those that lead nowhere."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.exceptions import HTTPException

_MOST_OF_A_RULE = 3
_NO_PAGES = ("/api/", "/static/")


@dataclass(slots=True)
class Found:
    """What was found: the first address of each rule, what is wrong, and where each anchor is asked for."""

    first: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def crawl(app: Flask, client: FlaskClient, start: str = "/") -> Found:
    """Open `start` and what can be reached from it, a few addresses of each rule; answers what was found."""
    found, counted, seen = Found(), Counter[str](), {start}
    waiting = deque([(start, "the start")])
    while waiting:
        address, linked_from = waiting.popleft()
        rule = _rule_of(app, address)
        if counted[rule] >= _MOST_OF_A_RULE:
            continue
        counted[rule] += 1
        links = _open(client, address, linked_from, found, rule)
        for link in links:
            if link not in seen:
                seen.add(link)
                waiting.append((link, address))
    return found


def _open(client: FlaskClient, address: str, linked_from: str, found: Found, rule: str) -> list[str]:
    """Open one address and note what is wrong with it; answers the addresses it links to."""
    path, _, anchor = address.partition("#")
    answer = client.get(path)
    if answer.status_code in (302, 303):
        return [urljoin(path, answer.headers["Location"])]
    if answer.status_code != 200:
        found.wrong.append(f"{address} answers {answer.status_code}; the link is on {linked_from}")
        return []
    if answer.mimetype != "text/html" or path.startswith(_NO_PAGES):
        return []
    page = html.document_fromstring(answer.get_data(as_text=True))
    if anchor and not page.xpath("//*[@id=$name]", name=anchor):
        found.wrong.append(f"{address} leads to a place that is not there; the link is on {linked_from}")
    found.first.setdefault(rule.rstrip("#"), path)
    found.wrong += [f"{path} has a form without a token: {form.action}" for form in _bare(page)]
    return list(_links(path, page))


def _bare(page: html.HtmlElement) -> Iterator[html.FormElement]:
    return (form for form in page.forms if form.method == "POST" and not form.fields.get("csrf_token"))


def _links(path: str, page: html.HtmlElement) -> Iterator[str]:
    """Where the page leads to on this site, but for its own downloads of scripts and styles."""
    for href in page.xpath("//a/@href"):
        address = urljoin(path, href)
        if not urlsplit(address).netloc and not address.startswith("mailto:"):
            yield address


def _rule_of(app: Flask, address: str) -> str:
    """The rule of the route that answers; the address itself where none does. Places in a page count as their own."""
    parts = urlsplit(address)
    try:
        endpoint, _ = app.url_map.bind("").match(parts.path, method="GET", return_rule=True)
    except HTTPException:
        return address
    return f"{endpoint.rule}{'#' if parts.fragment else ''}"
