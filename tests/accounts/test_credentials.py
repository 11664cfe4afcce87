"""Initial passwords and activation codes: copied from paper, never guessed, typos caught."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from services.accounts.model.credentials import (
    Credentials,
    check_digit,
    is_plausible,
    new_activation_code,
    new_credentials,
    new_password,
)

CLASSES = (string.ascii_uppercase, string.ascii_lowercase, string.digits, "!#$%&*+-=?@")
digits = st.text(string.digits, min_size=11, max_size=11)


def test_passwords_hold_every_class_and_no_look_alikes() -> None:
    passwords = [new_password() for _ in range(2000)]
    assert {len(password) for password in passwords} == {12}
    assert all(set(password) & set(chars) for password in passwords for chars in CLASSES)
    used = set("".join(passwords))
    assert used == set("".join(CLASSES)) - set("0O1lI|")
    assert len(set(passwords)) == 2000


def test_no_place_in_a_password_is_kept_for_one_class() -> None:
    passwords = [new_password() for _ in range(500)]
    for place in range(12):
        seen = {password[place] for password in passwords}
        assert all(seen & set(chars) for chars in CLASSES)


def test_codes_are_twelve_digits_that_check_themselves() -> None:
    codes = {new_activation_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 12 and code.isdecimal() and is_plausible(code) for code in codes)


def test_the_check_digit_of_the_published_example() -> None:
    assert check_digit("572") == "4"


@given(digits, st.integers(0, 11), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(start: str, place: int, shift: int) -> None:
    code = start + check_digit(start)
    wrong = str((int(code[place]) + shift) % 10)
    assert is_plausible(code)
    assert not is_plausible(code[:place] + wrong + code[place + 1 :])


@given(digits, st.integers(0, 10))
def test_every_swap_of_neighbours_is_caught(start: str, place: int) -> None:
    code = start + check_digit(start)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_plausible(swapped) == (swapped == code)


def test_credentials_never_print() -> None:
    credentials = new_credentials()
    assert credentials.password not in repr(credentials)
    assert credentials.activation_code not in repr(credentials)
    assert repr(credentials) == repr(Credentials("", ""))
