"""The people and places of the invented council: none of their numbers and addresses can belong to anybody.

Telephone numbers are from the ranges that Ofcom keeps for drama (01632 960, 07700 900, 020 7946 0), addresses of
e-mail end in example.org, no postcode area is ZZ, and no UPRN or USRN begins with 9999.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

_WORDS = Path(__file__).with_name("words.yaml")
_PHONES = ("01632 960{:03}", "07700 900{:03}", "020 7946 0{:03}")


@dataclass(frozen=True, slots=True)
class Person:
    """A customer who does not exist."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Home:
    """A home, or the stretch of street before it, that does not exist."""

    uprn: str
    usrn: str
    address: str
    postcode: str


@cache
def words() -> Mapping[str, Any]:
    """Everything in `words.yaml`."""
    found: dict[str, Any] = yaml.safe_load(_WORDS.read_text("utf-8"))
    return found


def person(random: Random) -> Person:
    """Somebody new."""
    first, last = random.choice(words()["first_names"]), random.choice(words()["last_names"])
    phone = random.choice(_PHONES).format(random.randrange(1000))
    email = f"{first}.{last}{random.randrange(1, 99)}@example.org".lower()
    return Person(f"{first} {last}", phone, email if random.random() < 0.6 else "")


def home(random: Random) -> Home:
    """A home in one of the streets."""
    streets: Sequence[str] = words()["streets"]
    street, number = random.randrange(len(streets)), random.randrange(1, 180)
    usrn = f"9999{street:04}"
    postcode = f"ZZ{60 + street // 10} {street % 10}ZZ"
    return Home(f"9999{street:04}{number:04}", usrn, f"{number} {streets[street]}, Northmere", postcode)


def landlord(random: Random) -> str:
    """The name of somebody who lets homes."""
    name: str = random.choice(words()["landlords"])
    return name
