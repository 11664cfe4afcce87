"""The review desk with one application on it."""

from __future__ import annotations

from tests.portal.answers import FACILITY, REF, master, page
from tests.portal.conftest import Portal

DESK = "/staff/applications"
DETAIL = f"{DESK}/{REF}"
NEXT = f"{DESK}/claim-next"


def at_desk(portal: Portal, one: dict, role: str = "reviewer", *others: dict) -> None:
    portal.sign_in_staff(role)
    portal.accounts.answers_with("GET", "applications", page(one, *others))
    portal.accounts.answers_with("GET", f"applications/{REF}", one)
    portal.accounts.answers_with("GET", f"applications/{REF}/memos", {"items": []})
    portal.registration.answers_with("GET", f"facilities/{FACILITY['id']}", master())
