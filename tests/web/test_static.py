"""The built styles and scripts: found by their plain name, kept by browsers for good."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from web.static import AssetsNotBuilt, add_static

STYLE = b"p { color: black }"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as the build leaves it, with one style."""
    (tmp_path / "manifest.json").write_text(json.dumps({"app.css": "app-12ab.css"}))
    (tmp_path / "app-12ab.css").write_bytes(STYLE)
    (tmp_path / "app-12ab.css.gz").write_bytes(gzip.compress(STYLE))
    return tmp_path


@pytest.fixture
def app(built: Path) -> Flask:
    app = Flask("of this test", static_folder=None)
    add_static(app, built)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_template_names_a_file_and_gets_the_address_of_what_was_built(app: Flask, client: FlaskClient):
    with app.test_request_context():
        address = render_template_string("{{ asset('app.css') }}")
    assert address == "/static/app-12ab.css"
    assert client.get(address).data == STYLE


def test_a_name_that_was_not_built_is_an_error_in_the_template(app: Flask):
    with app.test_request_context(), pytest.raises(KeyError, match=r"other\.css"):
        render_template_string("{{ asset('other.css') }}")


def test_a_browser_keeps_a_file_for_good_as_its_name_changes_with_its_content(client: FlaskClient):
    headers = client.get("/static/app-12ab.css").headers
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Content-Type"] == "text/css; charset=utf-8"
    again = client.get("/static/app-12ab.css", headers={"If-None-Match": headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(("accepted", "sent"), [("gzip, br", "gzip"), ("gzip;q=0", None), ("", None)])
def test_a_browser_that_takes_gzip_gets_it(client: FlaskClient, accepted: str, sent: str | None):
    answer = client.get("/static/app-12ab.css", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == sent
    assert (gzip.decompress(answer.data) if sent else answer.data) == STYLE
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("name", ["app.css", "manifest.json", "app-12ab.css.gz", "..%2Fstatic.py"])
def test_nothing_but_what_the_manifest_names_is_served(client: FlaskClient, name: str):
    assert client.get(f"/static/{name}").status_code == 404


def test_everybody_may_have_the_files(app: Flask):
    assert vars(app.view_functions["static_files.file"])["permission"] == "public"


@pytest.mark.parametrize("missing", ["manifest.json", "app-12ab.css", "app-12ab.css.gz"])
def test_without_the_built_files_the_program_says_what_to_do(built: Path, missing: str):
    (built / missing).unlink()
    with pytest.raises(AssetsNotBuilt, match="Run make setup"):
        add_static(Flask("of this test", static_folder=None), built)


def test_what_was_built_asks_nothing_of_other_sites_and_no_font():
    folder = Path(__file__).parents[2] / "web" / "static"
    styles = "".join(path.read_text("utf-8") for path in folder.glob("*.css"))
    assert "@font-face" not in styles
    assert "Transport" not in styles
    assert "crest" not in styles
    assert re.findall(r"url\((?![\"']?data:)", styles) == []
