"""What people type into the forms of each kind, and what the services make of it."""

from __future__ import annotations

from typing import Any

from tests.portal.answers import FACILITY, LINK_ASKED, RELEASE_ASKED

START_CHECKED = {
    "kind": "start",
    "facility_id": "f1",
    "terminals": 3,
    "notes": ["受付1番パソコン", "", ""],
    "planned_date": "2026-12-01",
    "acknowledged": True,
}
START_TYPED = {
    "terminals": "３",
    "notes.0": "受付1番パソコン",
    "planned_date_y": "2026",
    "planned_date_m": "１２",
    "planned_date_d": "1",
    "acknowledged": "yes",
}
TERMINAL_CHECKED = {
    "institution_name": "サンプル接骨院",
    "account_id": "W0000001",
    "ticket": "W0000001.1.m",
}
TERMINAL_REGISTERED = {
    "institution_name": "サンプル接骨院",
    "account_id": "W0000001",
    "registered_at": "2026-11-21T09:05:00.000Z",
    "device_key": "never-shown",
}


START_DATE_PATH = f"start-dates/{FACILITY['id']}"


def start_date(**changes: Any) -> dict[str, Any]:
    """Open, not registered yet."""
    whole = {
        "facility_id": FACILITY["id"],
        "open": True,
        "day": None,
        "registered_at": None,
        "changeable": True,
        "first": "2024-04-01",
        "last": "2027-05-19",
        "version": 1,
    }
    return {**whole, **changes}


def registered(**changes: Any) -> dict[str, Any]:
    facts = {"day": "2026-12-01", "registered_at": "2026-11-20T01:00:00.000Z", "version": 2}
    return start_date(**{**facts, **changes})


ADDITION_CHECKED = {
    "kind": "add",
    "facility_id": "f1",
    "terminals": 2,
    "notes": ["訪問用", ""],
    "reason": "訪問施術を始めるため",
}
ADDITION_TYPED = {"terminals": "２", "notes.0": "訪問用", "reason": "訪問施術を始めるため"}
RELEASE_CHECKED = {"kind": "release", "facility_id": "f1", **RELEASE_ASKED}
RELEASE_TYPED = {
    "reason": "lost",
    "comment": "電車に置き忘れました",
    "wanted_end_y": "2026",
    "wanted_end_m": "１２",
    "wanted_end_d": "1",
    "suspend_now": "yes",
}
LINK_FOUND = {
    "facility_id": "ahaki:0123456789",
    "kind": "ahaki",
    "registration_number": "01234567-8-9",
    "name": "見本はり灸院",
}
LINK_CHECKED = {"kind": "facility", "facility_id": "f1", **LINK_ASKED, "declared": True}
LINK_TYPED = {"kind": "ahaki", "reg_number": "０１２３４５６７-8-9", "declared": "yes"}
