"""Which hosts may be called, and which secret may go to which of them: what the administrator has allowed. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from engine.bpmn.model import Job
from engine.connectors.failures import NotDone
from engine.settings import Settings, read_settings

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PORTS = {"https": 443, "http": 80}
_FIXED = re.compile(r'\s*"(?P<url>https?://[^"/?#\s]+)(?:[/?#][^"]*"|"\s*$)')
"""The host in a text of FEEL that ends after it, or goes on with a path: what follows cannot change the host."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a call goes: `https`, or plain `http` to this machine; host and port."""

    scheme: str
    host: str
    port: int

    @property
    def words(self) -> str:
        """As people write it: without what is usual."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        shown = host if self.port == _PORTS.get(self.scheme) else f"{host}:{self.port}"
        return shown if self.scheme == "https" else f"{self.scheme}://{shown}"


def origin_of(url: str) -> Origin:
    """Where an address lies. Raises NotDone, without the address, for one that cannot be called."""
    try:
        parts = urlsplit(url)
        origin = _origin(parts)
    except ValueError:
        raise NotDone("Its address is not a web address.", permanent=True) from None
    if parts.username is not None or parts.password is not None:
        raise NotDone("Its address holds a user or a password, which no model may.", permanent=True)
    if origin.scheme not in _PORTS or not origin.host:
        raise NotDone("Its address does not begin with https:// and a host.", permanent=True)
    return origin


def _origin(parts: SplitResult) -> Origin:
    scheme = parts.scheme.lower()
    return Origin(scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(scheme, 0))


def allowed(settings: Settings) -> frozenset[Origin]:
    """The origins that `BPR_HTTP_HOSTS` allows; plain `http` only for this machine, and only where that is written."""
    found = (_origin(urlsplit(text if "://" in text else f"https://{text}")) for text in settings.http_hosts)
    return frozenset(origin for origin in found if origin.scheme == "https" or origin.host in LOOPBACK)


def drawn_host(job: Job) -> Origin | None:
    """Where a call goes whose address begins with a fixed text in the model; None where the case decides."""
    begins = _FIXED.match(dict(job.inputs).get("url", ""))
    if begins is None:
        return None
    try:
        return origin_of(begins["url"])
    except NotDone:
        return None


def is_allowed(origin: Origin) -> bool:
    """Whether the settings of this process allow it."""
    return origin in allowed(read_settings())


def check_allowed(url: str, settings: Settings) -> Origin:
    """The origin of an address that may be called. Raises NotDone otherwise."""
    origin = origin_of(url)
    if origin not in allowed(settings):
        raise NotDone(
            f"The host {origin.words} is not on the list of those that may be called. "
            "An administrator adds it to BPR_HTTP_HOSTS.",
            permanent=True,
        )
    return origin


def secret_for(name: str, origin: Origin, settings: Settings) -> str:
    """The secret of this name, if it was given for this very host. Raises NotDone, which never tells it."""
    host, _, value = settings.secrets.get(name.upper(), "").partition(" ")
    if not value.strip():
        raise NotDone(
            f"There is no secret {name[:60]}. An administrator sets BPR_SECRET_{name[:60].upper()}.", permanent=True
        )
    if host.lower() != origin.host and host.lower() != f"{origin.host}:{origin.port}":
        raise NotDone(f"The secret {name[:60]} is not for the host {origin.words}.", permanent=True)
    return value.strip()
