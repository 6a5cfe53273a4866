"""References are read out on the telephone, and typed as people type."""

from __future__ import annotations

import pytest

from engine.references import ALPHABET, new_reference, read_reference


def test_a_reference_is_eight_letters_that_nobody_mishears():
    reference = new_reference()
    assert len(reference.replace("-", "")) == 8
    assert set(reference) <= {*ALPHABET, "-"}
    assert not set(ALPHABET) & set("ILO01")


@pytest.mark.parametrize("typed", ["R4TK-9WQP", "r4tk9wqp", " r4tk 9wqp ", "R4TK–9WQP", "R4-TK-9W-QP"])
def test_a_reference_is_found_however_it_is_typed(typed: str):
    assert read_reference(typed) == "R4TK-9WQP"


@pytest.mark.parametrize("typed", ["", "-", "R4TK", "R4TK-9WQP-2"])
def test_what_is_no_reference_becomes_none(typed: str):
    assert read_reference(typed) != "R4TK-9WQP"
