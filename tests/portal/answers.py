"""What accounts, documents and the master answer, as documented; each part can be changed."""

from __future__ import annotations

from typing import Any

from tests.portal.fakes import USER

REF = "7K3M9P"
FACILITY = USER["facilities"][0]
ACCOUNT_ID = "W0000001"
SUBMITTED = {
    "at": "2026-11-20T00:30:00.000Z",
    "what": "submit",
    "label": "受付",
    "by": "基金 太郎",
    "comment": None,
}
RELEASE_ASKED = {
    "account_id": ACCOUNT_ID,
    "reason": "lost",
    "comment": "電車に置き忘れました",
    "wanted_end": "2026-12-01",
    "suspend_now": True,
}
LINK_ASKED = {
    "linked_id": "ahaki:0123456789",
    "linked_kind": "ahaki",
    "linked_number": "01234567-8-9",
    "linked_name": "見本はり灸院",
}
LABELS = {
    "submitted": "審査待ち",
    "in_review": "審査中",
    "returned": "差戻し（要対応）",
    "completed": "手続完了",
    "rejected": "却下",
    "withdrawn": "取下げ",
}


def application(state: str = "submitted", **changes: Any) -> dict[str, Any]:
    whole = {
        "ref": REF,
        "kind": "start",
        "kind_label": "利用開始申請",
        "state": state,
        "state_label": LABELS[state],
        "facility": FACILITY,
        "applicant": {
            "user_id": "u1",
            "email": "taro@clinic.example",
            "family_name": "基金",
            "given_name": "太郎",
        },
        "terminals": 3,
        "notes": ["受付1番パソコン", "", "2階"],
        "planned_date": "2026-12-01",
        "details": {},
        "submitted_at": SUBMITTED["at"],
        "updated_at": SUBMITTED["at"],
        "version": 1,
        "moves": [],
        "claim": None,
        "comment": None,
        "deadline": None,
        "timeline": [SUBMITTED],
        "issued": None,
    }
    return {**whole, **changes}


def addition(state: str = "submitted", **changes: Any) -> dict[str, Any]:
    """A 追加申請 for two terminals."""
    asked = {"terminals": 2, "notes": ["訪問用", ""], "planned_date": None}
    details = {"terminals": 2, "notes": ["訪問用", ""], "reason": "訪問施術を始めるため"}
    words = {"kind": "add", "kind_label": "追加申請", "ref": "8M4N7Q"}
    return application(state, **{**words, **asked, "details": details, **changes})


def release(state: str = "submitted", **changes: Any) -> dict[str, Any]:
    """A 解除申請 of the first account."""
    asked = {"terminals": None, "notes": [], "planned_date": None}
    words = {"kind": "release", "kind_label": "解除申請", "ref": "9N5P8R"}
    return application(state, **{**words, **asked, "details": RELEASE_ASKED, **changes})


def link(state: str = "submitted", **changes: Any) -> dict[str, Any]:
    """A 併設追加申請."""
    asked = {"terminals": None, "notes": [], "planned_date": None}
    words = {"kind": "facility", "kind_label": "併設追加申請", "ref": "2P6Q9S"}
    return application(state, **{**words, **asked, "details": LINK_ASKED, **changes})


def returned(**changes: Any) -> dict[str, Any]:
    facts = {
        "comment": "端末台数を確認してください。\n3台でよろしいですか。",
        "deadline": "2026-12-10",
        "moves": ["resubmit", "withdraw"],
        "version": 3,
    }
    return application("returned", **{**facts, **changes})


def completed(documents: int = 3, **changes: Any) -> dict[str, Any]:
    issued = {"accounts": 3, "documents": documents, "expected": 3}
    return application("completed", **{"issued": issued, "version": 3, **changes})


def in_review(**changes: Any) -> dict[str, Any]:
    facts = {
        "moves": ["complete", "return", "reject"],
        "claim": {"staff_id": "s1", "name": "審査一郎", "since": "2026-11-20T01:00:00.000Z"},
        "version": 2,
    }
    return application("in_review", **{**facts, **changes})


def account(number: int = 1, **changes: Any) -> dict[str, Any]:
    whole = {
        "id": f"W{number:07}",
        "ref": REF,
        "note": "受付1番パソコン",
        "status": "active",
        "status_label": "利用可",
        "release_requested": False,
        "release_on": None,
        "facility_id": FACILITY["id"],
        "facility_name": FACILITY["name"],
        "started_on": "2026-11-21",
        "ended_on": None,
        "suspended_on": None,
        "version": 1,
        "issue": 1,
        "issued_on": changes.get("started_on", "2026-11-21"),
        "terminal": None,
        "document_id": f"W{number:07}-1",
    }
    return {**whole, **changes}


def sheet(**changes: Any) -> dict[str, Any]:
    whole = {
        "id": f"{ACCOUNT_ID}-1",
        "account_id": ACCOUNT_ID,
        "version": 1,
        "ref": REF,
        "file_name": f"{ACCOUNT_ID}_skg_account.pdf",
        "bytes": 45_300,
        "sha256": "0" * 64,
        "created_at": "2026-11-21T00:00:05.000Z",
        "last_viewed_at": None,
    }
    return {**whole, **changes}


def master(**changes: Any) -> dict[str, Any]:
    more = {
        "phone": "0312345678",
        "prefecture": "東京都",
        "address": "千代田区1-1",
        "status": "open",
    }
    return {**FACILITY, **more, **changes}


def page(*items: dict[str, Any], total: int | None = None, **changes: Any) -> dict[str, Any]:
    """One page of a list."""
    count = len(items) if total is None else total
    return {"items": list(items), "page": 1, "per_page": 20, "total": count, **changes}


CREDENTIALS = {
    "institution_code": FACILITY["institution_code"],
    "institution_name": FACILITY["name"],
    "account_id": ACCOUNT_ID,
    "password": "Qa5!kM7#xW3p",
    "activation_code": "123456789012",
}
