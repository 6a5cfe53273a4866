"""Sending files to the API as a browser's form does."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.definitions.models import SOUND, model

DEFINITIONS = "/api/v1/definitions"
TWO = SOUND.replace("endEvent end", 'userTask tell "Tell them"\nendEvent end').replace(
    "check -> end", "check -> tell -> end"
)


def send(client: FlaskClient, address: str, data: bytes, name: str = "file.bin", **form: object) -> TestResponse:
    """Post a file as multipart with the values of a form beside it. The body is made in memory, however large."""
    parts = [f'form-data; name="{key}"\r\n\r\n{value}'.encode() for key, value in form.items()]
    parts.append(f'form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + data)
    body = b"".join(b"--=edge=\r\nContent-Disposition: " + part + b"\r\n" for part in parts) + b"--=edge=--\r\n"
    return client.post(address, data=body, content_type='multipart/form-data; boundary="=edge="')


def upload(
    client: FlaskClient,
    data: bytes,
    service_id: int,
    *,
    name: str = "model.bpmn",
    mapping: Mapping[str, str] | None = None,
    **form: object,
) -> TestResponse:
    """Upload a model."""
    more = {} if mapping is None else {"mapping": json.dumps(mapping)}
    return send(client, DEFINITIONS, data, name, service_id=service_id, **more, **form)


def marked(text: str = SOUND, mark: str = 'onceAndDone="true" target="2 working days"') -> bytes:
    """The model with a mark on “Check it”."""
    return model(text).replace(
        b'name="Check it">',
        f'name="Check it"><bpmn:extensionElements><bpr:mark {mark}/></bpmn:extensionElements>'.encode(),
    )
