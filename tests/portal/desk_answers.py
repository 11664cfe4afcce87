"""What the notifier and the inboxes tell the daily desk, as documented."""

from __future__ import annotations

from typing import Any

from tests.portal.answers import REF

MAIL_ID = "5b0f6d7c-8a94-5d0e-9a55-3c6b0e5d7f21:application-returned"


def mail(**changes: Any) -> dict[str, Any]:
    """A mail the server refused."""
    whole = {
        "id": MAIL_ID,
        "mail": "application-returned",
        "recipient": "taro@clinic.example",
        "first_recipient": "taro@clinic.example",
        "present_address": "taro@clinic.example",
        "subject": "【施術所等向け総合ポータルサイト】利用開始申請の差戻しのお知らせ",
        "state": "failed",
        "standing": "failed",
        "standing_label": "失敗",
        "attempts": 1,
        "created_at": "2026-11-20T00:30:00.000Z",
        "sent_at": None,
        "error": "550 no such box",
        "body": "基金 太郎 様\n\n利用開始申請が差戻しになりました。",
        "event_id": MAIL_ID.partition(":")[0],
        "ref": REF,
        "message_id": "<x@portal.example>",
        "next_attempt_at": None,
        "history": [
            {"at": "2026-11-20T00:30:02.000Z", "verdict": "refused", "reason": "550 no such box"}
        ],
        "carries_link": False,
        "can_be_resent": True,
        "resendings": [],
    }
    return {**whole, **changes}


def link_mail(**changes: Any) -> dict[str, Any]:
    facts = {"mail": "password-reset", "ref": None, "carries_link": True, "can_be_resent": False}
    return mail(**{**facts, **changes})


EVENT_ID = "0d6f8f8e-5b7a-4c0f-9a3b-0d6f8f8e5b7a"


def letter(**changes: Any) -> dict[str, Any]:
    """An event that came to nothing."""
    whole = {
        "id": EVENT_ID,
        "state": "dead",
        "attempt": 6,
        "cause": "RuntimeError: no such template",
        "failed_at": "2026-11-20T00:30:00.000Z",
        "next_attempt_at": None,
        "facts": {
            "type": "ApplicationReturned",
            "source": "accounts",
            "subject": REF,
            "time": "2026-11-19T23:00:00.000Z",
            "journey": REF,
        },
        "payload": {"ref": REF, "recipient": {"email": "t***@clinic.example"}},
    }
    return {**whole, **changes}
