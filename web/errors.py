"""What a person sees when something cannot be done: what, where, what to do next. Programs get the API's problem."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from api.errors import AWAY, Explained, answer, explain
from api.work import one_unit_of_work
from engine.people import LacksPermission
from web.page import asker, recognise, see
from web.roles import lacking
from web.sign_in_first import page_of_form, to_sign_in
from web.unsent import tell_on

_FOR_PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics", "/static/")


def add_error_pages(app: Flask) -> None:
    """Let `app` answer errors of its pages with pages."""
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(Exception, _show)


def _show(error: Exception) -> Response | HTTPException:
    """The answer. An address that only takes forms leads, when it is opened or loaded again, to the page above it."""
    if request.path.startswith(_FOR_PROGRAMS):
        return answer(error)
    if isinstance(error, HTTPException) and (error.code or 500) < 400:
        return error
    if isinstance(error, MethodNotAllowed) and request.method == "GET":
        return see(page_of_form(request.path))
    told = explain(error)
    if told.status == 401:
        return to_sign_in(request.full_path.rstrip("?") if request.method == "GET" else page_of_form(request.path))
    if isinstance(error, LacksPermission):
        told = replace(told, detail=lacking(error, asker()))
    return _page(told)


def _page(told: Explained) -> Response:
    """The error as a page; or that the database does not answer, if that is found out when the page is drawn."""
    try:
        page = _drawn(told, database=told.status != 503)
    except AWAY as error:
        told = explain(error)
        page = _drawn(told, database=False)
    return Response(page, told.status, dict(told.all_headers))


def _drawn(told: Explained, *, database: bool) -> str:
    """The page; its layout reads from the database, if that is to be asked.

    Whoever is signed in goes on from here as from any page, also when no view was reached that asks who it is. What
    they had typed on the page in whose place this one stands is told.
    """
    with one_unit_of_work():
        if database:
            recognise()
        page = render_template("errors/error.html", told=told, again=request.path, database=database)
        return tell_on(page) if database else page
