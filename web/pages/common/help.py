"""Help for everybody: the words, what each role does first, the rules that models are checked by, accessibility."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from web.page import public, show
from web.pages.common import documents
from web.shortcuts import SHORTCUTS

pages = Blueprint("help", __name__)


@pages.get("/help")
@public
def help_page() -> Response:
    """What each role does first, the shortcuts, and the words."""
    return show("help/help.html", chapters=documents.glossary(), shortcuts=SHORTCUTS.values())


@pages.get("/help/rules")
@public
def rules() -> Response:
    """The rules that every uploaded model is checked by."""
    return show("help/document.html", document=documents.rules(), is_rule=False)


@pages.get("/help/rules/<rule>")
@public
def rule(rule: str) -> Response:
    """What one rule verifies, and what to do about its findings."""
    found = documents.rule(rule)
    return show("help/document.html", document=found, is_rule=True) if found else abort(404)


@pages.get("/accessibility")
@public
def accessibility() -> Response:
    """The accessibility statement."""
    return show("help/accessibility.html")
