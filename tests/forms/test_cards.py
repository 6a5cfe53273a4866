"""Card-like numbers are found however they are written, and other numbers are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.forms.cards import holds_card, looks_like_card


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "my card is 4111 1111 1111 1111, thank you",
        "4111-1111-1111-1111 exp 12/27",
        "4111 1111 1111 1111 12/27 123",
        "4222222222222",
        "3782 822463 10005",
        "３７８２８２２４６３１０００５",
        "4111 – 1111 – 1111 – 1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "ref 12 4111111111111111",
        "6304000000000000000",
        "4111.1111.1111.1111",
        "4111/1111/1111/1111",
        "4111_1111_1111_1111",
        "4111, 1111, 1111, 1111",
        "(4111) (1111) (1111) (1111)",
        "4111      1111      1111      1111",
        "3782.822463.10005",
        "4111\N{ZERO WIDTH SPACE}1111\N{ZERO WIDTH SPACE}1111\N{ZERO WIDTH SPACE}1111",
        "4111\N{SOFT HYPHEN}1111\N{SOFT HYPHEN}1111\N{SOFT HYPHEN}1111",
        "٤١١١١١١١١١١١١١١١",
    ],
)
def test_a_card_number_is_found(text):
    assert looks_like_card(text)


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",
        "01632 960001 or 07700 900982",
        "2026-11-18 2026-11-25",
        "UPRN 010012345678",
        "000000000000000",
        "41111111111111111111111111",
        "call +44 808 157 0192",
        "2018, 2019, 2020, 2021; 2020, 2021, 2022, 2023; 2022, 2023, 2024, 2025",
        "1,234,567.89 and 4,111,111,111,111,111.00",
        "grid reference 4111.1111, 1111.1112",
        "",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert not looks_like_card(text)


@pytest.mark.parametrize(
    ("value", "held"),
    [
        ({"a": [{"b": "4111 1111 1111 1111"}]}, True),
        ({"4111111111111111": None}, True),
        ([4111111111111111.0], True),
        ({"a": [1, True, None, 2.5, "x"]}, False),
    ],
)
def test_a_card_number_is_found_anywhere_in_plain_data(value, held):
    assert holds_card(value) is held


def check_digit(digits: str) -> str:
    return next(d for d in "0123456789" if luhn(digits + d))


def luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value // 10 + value % 10
    return total % 10 == 0


@settings(max_examples=200, deadline=None)
@given(st.text("0123456789", min_size=12, max_size=18).filter(lambda d: d.strip("0")), st.sampled_from(["", " ", "-"]))
def test_every_number_with_a_right_check_digit_is_found_and_a_wrong_one_is_not(digits, separator):
    number = digits + check_digit(digits)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert looks_like_card(separator.join(number)) or (separator == "-" and number[:2] in ("19", "20"))
    assert not looks_like_card(wrong)
