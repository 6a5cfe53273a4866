"""The walk of the README, pasted into a shell against a server started as `make run` starts it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```bash\n(.*?)```", README, re.S)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A server with an embedded database of its own and the demo council; answers the environment to talk to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "BPR_DATA": str(tmp_path / "data"), "BPR_PORT": str(port), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "engine.cli", "serve", "--demo", "--demo-cases", "40"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        said = []
        for line in server.stdout:
            said.append(line)
            if "Ctrl-C stops it" in line:
                break
        assert f"Open http://127.0.0.1:{port} in a browser." in said[-1], "".join(said)
        yield environment
        server.send_signal(signal.SIGTERM)


def test_everything_the_readme_shows_can_be_done(served: dict[str, str], tmp_path: Path):
    script = tmp_path / "walk.sh"
    bpr = f'bpr() {{ {sys.executable} -m engine.cli "$@"; }}\n'
    script.write_text("set -eu\n" + bpr + "\n".join(BLOCKS).replace(".venv/bin/bpr", "bpr"))

    done = subprocess.run(["bash", script], cwd=ROOT, env=served, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr + done.stdout
    assert done.stderr == ""
    said = done.stdout
    assert "accepted, ready to run" in said
    refused = _problems(said)
    assert [status for status, _ in refused] == [422, 403, 422, 422], f"more than the README says: {refused}"
    assert '"status":"returned"' in said
    assert '"status":"accepted"' in said
    assert '"state":"live"' in said
    assert "\nended\n" in said
    assert '"due_at": "2027-01-06T17:00:00+00:00"' in said
    assert '"name":"Finished at first contact"' in said
    first_contact = re.search(r'"key":"finished-at-first-contact".*?"figures":\[(.*?)\]', said)
    assert first_contact is not None
    assert re.search(r'"numerator":[1-9]', first_contact[1])


def test_every_file_the_readme_leads_to_is_there_and_every_picture_is_told_in_words():
    leads = re.findall(r"(!?)\[(.*?)\]\((?!http)(.*?)\)", README)
    assert [path for _, _, path in leads if not (ROOT / path).exists()] == []
    assert [path for shown, words, path in leads if shown and len(words) < 40] == []
    assert any(shown for shown, _, _ in leads)


def _problems(said: str) -> list[tuple[int, str]]:
    """The status of each problem that was answered, in order, and the line that told it."""
    found = re.finditer(r'^.*"type":"/api/docs#problem-(\d+)".*$', said, re.M)
    return [(int(line[1]), line[0]) for line in found]
