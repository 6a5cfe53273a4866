"""Folders and settings for tests that run the embedded server."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.settings import Settings, read_settings


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """A data folder that the server's user can reach, also when the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="once-data-", dir="/tmp"))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def settings(data_folder: Path) -> Settings:
    """Settings of an installation with the embedded database."""
    return read_settings({"BPR_DATA": str(data_folder)})
