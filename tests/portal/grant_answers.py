"""What accounts tells about grants, as documented."""

from __future__ import annotations

from typing import Any

from tests.portal.answers import FACILITY, application

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
