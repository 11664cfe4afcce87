"""What the audit tells, in the words of the pages it is about."""

from __future__ import annotations

from services.portal.procedures import STATES

OUTCOMES = {"ok": "成功", "refused": "拒否", "failed": "失敗", "unknown": "結果不明"}
TARGETS = {
    "application": "申請",
    "account": "アカウント",
    "event": "処理",
    "facility": "施術所",
    "mail": "メール",
    "publication": "公開文章",
    "settings": "設定",
    "staff": "職員",
    "user": "利用者",
}
ROLES = {"viewer": "参照", "reviewer": "審査", "admin": "管理", "operator": "運用コマンド", "": ""}
FIELDS = {
    "state": "状態",
    "status": "状態",
    "claim": "担当者",
    "comment": "コメント",
    "deadline": "再申請期限",
    "notice": "交付決定通知書",
    "decided_on": "決定日",
    "reason": "理由",
    "version": "見ていた版",
    "text": "内容",
    "note": "備考（利用者名、端末名等）",
    "release_requested": "解除申請中",
    "started_on": "利用開始年月日",
    "ended_on": "利用終了年月日",
    "suspended_on": "利用停止年月日",
    "role": "役割",
    "name": "氏名・名称",
    "email": "メールアドレス",
    "session_epoch": "ログアウトさせた回数",
    "institution_code": "機関コード",
    "name_kana": "名称（カナ）",
    "prefecture": "都道府県",
    "address": "所在地",
    "phone": "電話番号",
    "kind": "種類",
    "front": "見出し項目",
    "body": "本文",
    "attachments": "添付ファイル",
    "many": "多数の無効化の確認",
    "type": "処理の種類",
    "registration_closed": "新規ユーザー登録の停止",
    "registration_from": "受付の開始日",
    "registration_to": "受付の終了日",
    "requests_closed": "各種申請の公開準備中",
    "contact_title": "窓口の名称",
    "sender_name": "通知書などの差出人",
    "telephone": "電話番号",
    "telephone_note": "電話番号の補足",
    "hours": "受付時間",
    "mail": "メールアドレス",
    "review_days": "審査の標準日数",
    "holidays": "休業日",
    "current_password": "現在のパスワード",
    "password": "パスワード",
    "password2": "パスワード（確認用）",
    "code": "認証コード",
}
_STANDING = {"active": "有効", "suspended": "停止"}
_STATES = {
    "application": STATES,
    "account": {"active": "利用可", "suspended": "利用停止", "ended": "利用終了"},
    "facility": {"open": "有効", "closed": "無効"},
    "publication": {"draft": "下書き", "published": "公開", "withdrawn": "掲載終了"},
    "staff": {**_STANDING, "invited": "招待中"},
    "user": {**_STANDING, "pending": "登録手続き中"},
}
_ANSWERS = {"true": "はい", "false": "いいえ"}


def field_in_words(name: str) -> str:
    return FIELDS.get(name, name)


def value_in_words(target: str, name: str, value: str) -> str:
    """`target` is the kind of thing that was changed."""
    if name in ("state", "status"):
        return _STATES.get(target, {}).get(value, value)
    if name == "role":
        return ROLES.get(value, value)
    return _ANSWERS.get(value, value)
