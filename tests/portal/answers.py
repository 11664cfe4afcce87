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


OFFER_PATH = f"grants/{FACILITY['id']}"
SCHEME = {
    "id": "introduction-2026",
    "name": "導入支援助成金（見本）",
    "first": "2026-04-01",
    "last": "2029-03-31",
    "cap": 41000,
    "percent": 100,
    "unit": 1000,
    "categories": ["カードリーダー", "設定・導入の費用"],
    "files": [
        {"id": "receipt", "label": "領収書（写し）"},
        {"id": "breakdown", "label": "領収書内訳書"},
    ],
}
RECEIPT = {
    "id": "A" * 27,
    "role": "receipt",
    "name": "領収書.pdf",
    "type": "application/pdf",
    "bytes": 45_000,
}
BREAKDOWN = {**RECEIPT, "id": "B" * 27, "role": "breakdown", "name": "内訳書.pdf"}
GRANT_DETAILS = {
    "lines": [
        {"category": "カードリーダー", "name": "リーダー", "quantity": 1, "amount": 48_200},
    ],
    "files": [RECEIPT["id"], BREAKDOWN["id"]],
    "attachments": [RECEIPT, BREAKDOWN],
    "bank_code": "0001",
    "branch_code": "123",
    "account_type": "ordinary",
    "account_no": "0012345",
    "account_kana": "ｻﾝﾌﾟﾙｼﾞﾕｳｾｲ",
    "scheme": SCHEME["id"],
    "scheme_name": SCHEME["name"],
    "total": 48_200,
    "cap": 41_000,
    "amount": 41_000,
    "over_cap": True,
}
NOTICE = {
    "decided_on": "2026-11-21",
    "number": "",
    "document_id": "",
    "issuer": {"name": "発行花子", "at": "2026-11-21T01:00:00.000Z"},
    "confirmer": None,
}


def offer(reason: str = "", detail: str = "", **changes: Any) -> dict[str, Any]:
    """What the facility may apply for; `reason` says why not now."""
    whole = {"facility_id": FACILITY["id"], "scheme": SCHEME, "reason": reason, "detail": detail}
    return {**whole, **changes}


def grant(state: str = "submitted", **changes: Any) -> dict[str, Any]:
    facts = {
        "kind": "grant",
        "kind_label": "助成金交付申請",
        "terminals": None,
        "notes": [],
        "planned_date": None,
        "details": GRANT_DETAILS,
        "notice": None,
        "notice_due": "",
        "may_confirm": False,
    }
    return application(state, **{**facts, **changes})
