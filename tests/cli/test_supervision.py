"""What a parent does about a program that ends: start it again, or let it be when its work was over."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from engine.cli.supervision import Kept, Watch


def _program(*codes: int, may_end: bool) -> tuple[Kept, list[int]]:
    """A program that ends with these codes, one at each start, and how it has ended so far."""
    left, starts = list(codes), []

    def start() -> subprocess.Popen[bytes]:
        starts.append(left.pop(0))
        return subprocess.Popen([sys.executable, "-c", f"raise SystemExit({starts[-1]})"], process_group=0)

    return Kept("program", start, may_end=may_end), starts


def _watch(program: Kept, said: list[str]) -> Watch:
    program.run()
    return Watch(say=said.append, kept=[program])


def _look(watch: Watch, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while watch.kept[0].process is not None and time.monotonic() < end:
        watch.look()
        time.sleep(0.02)


def test_a_program_whose_work_is_over_is_let_be():
    said: list[str] = []
    program, starts = _program(0, may_end=True)
    _look(_watch(program, said))

    assert (starts, said) == ([0], [])


def test_one_that_failed_is_started_again_to_finish_its_work():
    said: list[str] = []
    program, starts = _program(1, 0, may_end=True)
    _look(_watch(program, said))

    assert starts == [1, 0]
    assert said == ["The program has ended (1). Starting it again."]


def test_one_that_keeps_failing_ends_nothing_else():
    said: list[str] = []
    program, starts = _program(1, 1, 1, may_end=True)
    _look(_watch(program, said))

    assert starts == [1, 1, 1]
    assert said[-1] == "The program ended 3 times within seconds (1) and is left as it is."


def test_one_that_must_not_end_ends_everything_when_it_keeps_ending():
    program, _ = _program(0, 0, 0, may_end=False)
    with pytest.raises(RuntimeError, match="ended 3 times"):
        _look(_watch(program, []))
