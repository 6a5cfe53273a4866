"""Counts and times of requests, by route and status, never by person.

With several processes on one machine, `PROMETHEUS_MULTIPROC_DIR` names a folder in which they add up.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from time import perf_counter

from flask import Flask, Response, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector


def add_metrics(app: Flask) -> None:
    """Count and time every request of `app`."""
    registry = CollectorRegistry()
    app.extensions["metrics"] = registry
    requests = Counter(
        "bpr_http_requests", "Requests by route and status", ("method", "route", "status"), registry=registry
    )
    seconds = Histogram("bpr_http_request_seconds", "Time to answer by route", ("method", "route"), registry=registry)

    def begin() -> None:
        g.begun_at = perf_counter()

    def end(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.url_rule else "any"
        requests.labels(method, route, response.status_code).inc()
        seconds.labels(method, route).observe(perf_counter() - g.get("begun_at", perf_counter()))
        return response

    app.before_request(begin)
    app.after_request(end)


def exposition() -> tuple[bytes, str]:
    """The metrics as text, and its media type."""
    registry: CollectorRegistry = current_app.extensions["metrics"]
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        add_up: Callable[[CollectorRegistry], object] = MultiProcessCollector
        add_up(registry)
    return generate_latest(registry), CONTENT_TYPE_LATEST
