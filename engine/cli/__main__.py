"""`python -m engine.cli` is `bpr`."""

from __future__ import annotations

from engine.cli import main

main(prog_name="bpr")
