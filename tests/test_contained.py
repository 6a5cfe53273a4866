"""What nobody foresaw stays with the one thing it befell."""

import pytest

from engine.contained import Contained


def test_a_failure_does_not_leave_the_block_and_its_kind_is_known():
    with Contained() as fault:
        {}["nobody foresaw this"]
    assert fault.kind == "KeyError"


def test_a_block_that_goes_well_has_no_failure():
    with Contained() as fault:
        done = 1 + 1
    assert (done, fault.error) == (2, None)


@pytest.mark.parametrize("ending", [SystemExit, KeyboardInterrupt])
def test_what_ends_the_program_passes_through(ending: type[BaseException]):
    with pytest.raises(ending), Contained():
        raise ending
