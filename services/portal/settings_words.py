"""ST14: the settings as people read them, and what of them would change."""

from __future__ import annotations

from typing import Any

from services.portal.wording import ja_date

NOT_YET = "「－公開準備中－」と表示する"
OPERATORS = "運営者ファイルのとおり"


def in_words(known: dict[str, Any]) -> dict[str, str]:
    """By name, in the order of the page."""
    return {
        "新規ユーザー登録": "受付を停止する" if known["registration_closed"] else "受け付ける",
        "受付の開始日": ja_date(known["registration_from"]) or "定めない",
        "受付の終了日": ja_date(known["registration_to"]) or "定めない",
        "トップページの「各種申請」": NOT_YET if known["requests_closed"] else "公開する",
        "窓口の名称": known["contact_title"] or OPERATORS,
        "電話番号": known["telephone"] or OPERATORS,
        "電話番号の補足": known["telephone_note"] or "なし",
        "受付時間": "、".join(known["hours"]) or OPERATORS,
        "メールアドレス": known["mail"] or OPERATORS,
        "通知書などの差出人": known["sender_name"] or OPERATORS,
        "審査の標準日数": f"{known['review_days']}営業日",
        "休業日": "、".join(known["holidays"]) or "土曜日・日曜日・祝日のみ",
    }


def differences(known: dict[str, Any], wanted: dict[str, Any]) -> list[dict[str, str]]:
    before, after = in_words(known), in_words(wanted)
    return [
        {"field": name, "before": before[name], "after": after[name]}
        for name in before
        if before[name] != after[name]
    ]
