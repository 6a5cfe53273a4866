"""The built styles and scripts under `/static/`: names carry a hash, so that browsers keep them for good.

`make setup` builds them from `web/assets` into `web/static`, with `manifest.json`: {"app.css": "app-3f2a….css", …}.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request

from engine.errors import EngineError

BUILT = Path(__file__).parent / "static"
_FOR_GOOD = "public, max-age=31536000, immutable"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


class AssetsNotBuilt(EngineError):
    """The pages' styles and scripts are not built. Run make setup."""


@dataclass(frozen=True, slots=True)
class _File:
    """One built file. `small` is the same compressed with gzip."""

    whole: bytes
    small: bytes
    type: str


def add_static(app: Flask, folder: Path = BUILT) -> None:
    """Serve the built files and give templates `asset(name)`. Raises AssetsNotBuilt when they are not there."""
    manifest = _manifest(folder)
    files = {hashed: _read(folder, hashed) for hashed in manifest.values()}
    blueprint = Blueprint("static_files", __name__, url_prefix="/static")

    def static_file(name: str) -> Response:
        return _serve(files, name)

    vars(static_file)["permission"] = "public"
    blueprint.add_url_rule("/<name>", "file", static_file)
    app.register_blueprint(blueprint)

    def asset(name: str) -> str:
        """The address of a built file. Raises KeyError for a name that is not in the manifest."""
        return f"/static/{manifest[name]}"

    app.add_template_global(asset, "asset")


def _manifest(folder: Path) -> Mapping[str, str]:
    try:
        return dict(json.loads((folder / "manifest.json").read_bytes()))
    except (FileNotFoundError, ValueError):
        raise AssetsNotBuilt from None


def _read(folder: Path, hashed: str) -> _File:
    path = folder / hashed
    try:
        return _File(path.read_bytes(), path.with_name(f"{hashed}.gz").read_bytes(), _TYPES[path.suffix])
    except FileNotFoundError:
        raise AssetsNotBuilt from None


def _serve(files: Mapping[str, _File], name: str) -> Response:
    file = files.get(name)
    if file is None:
        abort(404)
    small = request.accept_encodings.quality("gzip") > 0
    response = Response(file.small if small else file.whole, headers={"Content-Type": file.type})
    if small:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = _FOR_GOOD
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(name, weak=True)
    response.make_conditional(request)
    return response
