"""The contact as services hear of it: the newest word counts, the operator's file elsewhere."""

from __future__ import annotations

from itertools import permutations

import pytest

from shared.contact import Contact
from shared.contracts import SettingsChanged
from shared.mongo import Database, Document
from shared.settings import Operator

OWN = Operator(sender_name="運営機関", telephone="000-0000-0000", telephone_note="見本です")


def told(**changes: object) -> SettingsChanged:
    nothing = {"sender_name": "", "contact_title": "", "telephone": "", "telephone_note": ""}
    return SettingsChanged(**{**nothing, "hours": [], "mail": "", **changes})


@pytest.fixture
def contact(database: Database[Document]) -> Contact:
    return Contact(database, OWN)


def test_until_the_first_word_the_operators_file_counts(contact: Contact) -> None:
    assert contact.operator() == OWN


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
def test_the_newest_word_counts_in_any_order(contact: Contact, order: tuple[int, ...]) -> None:
    for version in (*order, order[0]):
        contact.hear(told(telephone=f"03-0000-000{version}"), version)
    assert contact.operator().telephone == "03-0000-0003"


def test_what_is_empty_is_as_the_file_says(contact: Contact) -> None:
    contact.hear(told(telephone="03-1111-2222", hours=["平日 9:00～17:00"]), 1)
    found = contact.operator()
    assert (found.telephone, found.telephone_note) == ("03-1111-2222", "")
    assert (found.hours, found.sender_name) == (("平日 9:00～17:00",), "運営機関")
    contact.hear(told(telephone_note="夜間も", sender_name="見本協会"), 2)
    found = contact.operator()
    assert (found.telephone, found.telephone_note) == ("000-0000-0000", "見本です")
    assert (found.hours, found.sender_name) == (OWN.hours, "見本協会")
