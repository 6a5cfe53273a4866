"""Typed settings, read once from the environment. Fewer than 15, each with a safe default."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

_PREFIX = "BPR_SECRET_"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may decide.

    `database_url`: empty means the embedded PostgreSQL under `data_folder`.
    `data_folder`: where the embedded database, its log and sockets live.
    `host`, `port`: where `bpr serve` listens. `workers`, `threads`: of gunicorn.
    `smtp_url`: where notices go by e-mail (`smtp://user:password@host:port`); empty means a folder of files.
    `max_upload_bytes`: the largest request body taken.
    `http_hosts`: the hosts that models may call (`api.example.org`, `api.example.org:8443`); empty means none. Plain
    `http://127.0.0.1:8080` is for this machine only. `secrets`: by name, the one host each may go to and the secret.
    """

    database_url: str
    data_folder: Path
    host: str
    port: int
    workers: int
    threads: int
    smtp_url: str
    max_upload_bytes: int
    http_hosts: tuple[str, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `environ`. Raises ValueError naming the variable when a number is not one."""
    return Settings(
        database_url=environ.get("DATABASE_URL", ""),
        data_folder=Path(environ.get("BPR_DATA") or _default_data_folder(environ)),
        host=environ.get("BPR_HOST", "127.0.0.1"),
        port=_number(environ, "BPR_PORT", 8000),
        workers=_number(environ, "BPR_WORKERS", os.cpu_count() or 1),
        threads=_number(environ, "BPR_THREADS", 4),
        smtp_url=environ.get("BPR_SMTP_URL", ""),
        max_upload_bytes=_number(environ, "BPR_MAX_UPLOAD_BYTES", 2_000_000),
        http_hosts=tuple(environ.get("BPR_HTTP_HOSTS", "").replace(",", " ").split()),
        secrets={name.removeprefix(_PREFIX): value for name, value in environ.items() if name.startswith(_PREFIX)},
    )


def is_this_machine_alone(host: str) -> bool:
    """Whether who listens on `host` hears nobody but this machine: every address it stands for is a loopback."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM) if host else []
    except OSError:
        return False
    return bool(found) and all(ip_address(str(entry[4][0])).is_loopback for entry in found)


def _default_data_folder(environ: Mapping[str, str]) -> Path:
    base = environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "once-and-done"


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{name} must be a whole number, but is {text!r}.") from None
