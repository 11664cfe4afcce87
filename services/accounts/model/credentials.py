"""What a terminal is set up with: machine-made, easy to copy from paper, hard to guess.

The last digit of an activation code is a Damm check digit: it catches every single wrong digit
and every swap of neighbours.
"""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass, field

PASSWORD_LENGTH = 12
CODE_LENGTH = 12
_LOOK_ALIKE = set("0O1lI|")
PASSWORD_CLASSES = tuple(
    "".join(char for char in chars if char not in _LOOK_ALIKE)
    for chars in (
        string.ascii_uppercase,
        string.ascii_lowercase,
        string.digits,
        "!#$%&*+-=?@",
    )
)
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


@dataclass(frozen=True)
class Credentials:
    """Clear values; they live in memory only and never print."""

    password: str = field(repr=False)
    activation_code: str = field(repr=False)


@dataclass(frozen=True)
class SheetValues:
    """What is printed on the sheet of one account."""

    institution_code: str
    account_id: str
    password: str = field(repr=False)
    activation_code: str = field(repr=False)


def new_credentials() -> Credentials:
    return Credentials(new_password(), new_activation_code())


def new_password() -> str:
    """One of each class, the rest from all of them, in random order."""
    everything = "".join(PASSWORD_CLASSES)
    free = [secrets.choice(everything) for _ in range(PASSWORD_LENGTH - len(PASSWORD_CLASSES))]
    chars = [secrets.choice(chars) for chars in PASSWORD_CLASSES] + free
    secrets.SystemRandom().shuffle(chars)
    return "".join(chars)


def new_activation_code() -> str:
    digits = "".join(secrets.choice(string.digits) for _ in range(CODE_LENGTH - 1))
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """Appended to `digits` it makes a code that `is_plausible`."""
    interim = "0"
    for digit in digits:
        interim = _DAMM[int(interim)][int(digit)]
    return interim


def is_plausible(code: str) -> bool:
    """False for a code that nobody can have been given."""
    return check_digit(code) == "0"
