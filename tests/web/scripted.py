"""A few pages that use every script, under the pages' own content policy, and what the server was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from flask import Flask, Response, jsonify, render_template_string, request
from werkzeug.serving import make_server

from web.policy import add_policy
from web.static import add_static

NOW, ENDS = "2026-11-18T10:00:00+00:00", "2026-11-18T10:30:00+00:00"
MODEL = Path(__file__).parents[2] / "processes" / "revenues" / "council-tax-move" / "council-tax-move.bpmn"
UNDRAWN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:x">
<process id="p"><startEvent id="s"/></process></definitions>"""

_PAGE = """<!doctype html><html lang="en"><head><title>Trial</title>
<link rel="stylesheet" href="{{ asset('app.css') }}"><link rel="stylesheet" href="{{ asset('diagram.css') }}">
<link rel="icon" href="{{ asset('icon.svg') }}">
<script type="module" src="{{ asset('app.js') }}"></script>
<script type="module" src="{{ asset('diagram.js') }}"></script></head>
<body data-session-now="{{ now }}" data-session-ends="{{ ends }}" data-csrf="token"><main>PARTS</main></body></html>"""

_SIGN_IN = """<title>Sign in</title><link rel="icon" href="{{ asset('icon.svg') }}">"""

_LIST = """<h1>Work</h1>
<button type="button" data-poll-pause="work" hidden>Pause updates</button>
<div id="work" hx-get="/rows" hx-trigger="every 20s" hx-swap="innerMorph" data-poll data-poll-one="new task"
  data-poll-many="new tasks">ROWS</div>
<button id="claim" hx-post="/claim" hx-target="#part">Claim</button>
<button id="late" hx-post="/late" hx-target="#part">Too late</button><div id="part"></div>"""

_FORM = """<h1>Task</h1><a href="/next" data-shortcut="n">Next task</a>
<form data-draft-url="/draft"><input type="hidden" name="csrf_token" value="token">
<label for="answer">Answer</label><input id="answer" name="answer"></form>
<label><input type="checkbox" data-shortcut-switch>Single keys</label>"""

_WORDS = """<h1>Customer</h1><form method="post" action="/words"><input type="hidden" name="csrf_token" value="token">
<label for="name">Name</label><input id="name" name="name">
<label for="file">File</label><input id="file" name="file" type="file"></form>
<form method="post" action="/never"><input name="untouched" aria-label="Untouched"></form>
<form method="post" action="/words"><input name="who" aria-label="Who">
<input name="secret" aria-label="Secret" type="password"></form>
<form method="post" action="/words"><input name="new" aria-label="Shown" autocomplete="new-password"></form>
<form method="post" action="/words" data-never-kept><input name="given" aria-label="Given"></form>"""

_ROWS = """<ul>{% for row in rows %}<li data-row="{{ row }}">
<a id="task-{{ row }}" href="/tasks/{{ row }}">{{ row }}</a>
<input type="checkbox" id="choose-{{ row }}" aria-label="Choose {{ row }}"></li>{% endfor %}</ul>"""

_DIAGRAM = """<h1>Model</h1><div class="app-diagram" data-diagram-url="{{ model }}" data-diagram-data="data"
data-diagram-name="Diagram of the model"><p class="app-diagram__fallback">The table says the same.</p></div>
<script type="application/json" id="data">{"findings": [{"element": "confirm_liability", "severity": "warning",
"href": "#first"}, {"element": "confirm_liability", "severity": "must-fix", "href": "#second"}],
"markers": [{"element": "take_move_details", "state": "done"}]}</script>
<table><tr data-element="confirm_liability" id="second"><td>Confirm <button type="button" hidden
data-show-element="confirm_liability">Show on diagram</button></td></tr></table>"""


@dataclass
class Asked:
    """What the pages show next, and what their scripts asked of the server."""

    rows: list[int] = field(default_factory=lambda: [1, 2, 3])
    polls: list[tuple[str | None, str | None, int]] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    words: list[tuple[str | None, dict[str, str]]] = field(default_factory=list)
    extended: int = 0


@contextmanager
def scripted() -> Iterator[tuple[str, Asked]]:
    """The address of a server with these pages, while the context lasts, and what it was asked."""
    asked = Asked()
    server = make_server("127.0.0.1", 0, _application(asked), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _application(asked: Asked) -> Flask:
    app = Flask("scripts on trial", static_folder=None)
    add_static(app)
    add_policy(app)
    _add_pages(app, asked)
    _add_answers(app, asked)
    return app


def _add_pages(app: Flask, asked: Asked) -> None:
    def page(parts: str, **named: object) -> str:
        return render_template_string(_PAGE.replace("PARTS", parts), now=NOW, ends=ENDS, **named)

    app.add_url_rule("/list", "list", lambda: page(_LIST.replace("ROWS", _ROWS), rows=asked.rows))
    app.add_url_rule("/form", "form", lambda: page(_FORM))
    app.add_url_rule("/words", "words", lambda: page(_WORDS))
    app.add_url_rule("/diagram", "diagram", lambda: page(_DIAGRAM, model="/model"))
    app.add_url_rule("/undrawn", "undrawn", lambda: page(_DIAGRAM, model="/model-undrawn"))
    app.add_url_rule("/next", "next", lambda: page("<h1>Next</h1>"))
    app.add_url_rule("/sign-in", "sign_in", lambda: render_template_string(_SIGN_IN))
    app.add_url_rule("/model", "model", lambda: Response(MODEL.read_bytes(), mimetype="application/xml"))
    app.add_url_rule("/model-undrawn", "undrawn_model", lambda: Response(UNDRAWN, mimetype="application/xml"))


def _add_answers(app: Flask, asked: Asked) -> None:
    @app.get("/rows")
    def rows() -> Response:
        response = Response(render_template_string(_ROWS, rows=asked.rows))
        response.add_etag()
        response.make_conditional(request)
        sent = request.headers
        asked.polls.append((sent.get("X-Background"), sent.get("If-None-Match"), response.status_code))
        return response

    @app.post("/draft")
    def draft() -> Response:
        asked.drafts.append(request.form["answer"])
        return Response(status=204)

    @app.post("/words")
    def keep_words() -> Response:
        asked.words.append((request.headers.get("X-Keep-Unsent"), request.form.to_dict()))
        return Response(status=204)

    @app.post("/session/extend")
    def extend() -> Response:
        assert request.headers["X-CSRF-Token"] == "token"
        asked.extended += 1
        return jsonify(ends="2026-11-18T11:00:00+00:00")

    app.add_url_rule(
        "/claim", "claim", lambda: '<h2 data-focus>Yours</h2><p data-announce="Task claimed."></p>', methods=["POST"]
    )
    app.add_url_rule(
        "/late", "late", lambda: ('<main><p class="govuk-body">Ben was quicker.</p></main>', 409), methods=["POST"]
    )
