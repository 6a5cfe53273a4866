"""Letters as files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.errors import Refused
from engine.notices import NotDelivered
from engine.notices.channels import channels
from engine.notices.letter import Letter
from engine.settings import Settings, read_settings

LETTER = Letter("case:17/../:received", "Ann Smith", "Hello", "Words", datetime(2026, 11, 18, 10, tzinfo=UTC))
FOLDER = channels()["folder"]


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    return read_settings({"BPR_DATA": str(tmp_path)})


def letters(place: Settings):
    return [message_from_bytes(path.read_bytes(), policy=default) for path in place.data_folder.glob("notices/*.eml")]


def test_a_letter_becomes_one_file_that_others_cannot_read(here):
    FOLDER.deliver(LETTER, here)
    FOLDER.deliver(replace(LETTER, body="Words again"), here)
    (path,) = (here.data_folder / "notices").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert letters(here)[0].get_content().strip() == "Words again"


def test_forgetting_deletes_it_and_may_be_repeated(here):
    FOLDER.deliver(LETTER, here)
    FOLDER.forget(LETTER.key, here)
    FOLDER.forget(LETTER.key, here)
    assert letters(here) == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "notices").write_text("a file where the folder belongs")
    with pytest.raises(NotDelivered, match="could not be written"):
        FOLDER.deliver(LETTER, read_settings({"BPR_DATA": str(tmp_path)}))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("<", "0")
@example("Mrs Ann Smith, 1 High Street", "=?utf-8?q?")
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_recipient_is_accepted_can_be_written(here, recipient, subject):
    try:
        FOLDER.check(recipient)
        FOLDER.check(subject)
    except Refused:
        return
    FOLDER.deliver(replace(LETTER, recipient=recipient, subject=subject), here)
    assert len(letters(here)) == 1
