"""Mails in the words of the staff pages."""

from __future__ import annotations

PERIOD = {"from": "期間の開始日", "to": "期間の終了日"}
STANDINGS = {
    "waiting": "待機",
    "sent": "送信済み",
    "retrying": "再試行中",
    "failed": "失敗",
    "dropped": "送信せず",
}
KINDS = {
    "activation-link": "メールアドレス登録確認",
    "registration-complete": "ユーザー登録完了",
    "address-known": "登録済みアドレスへの案内",
    "password-reset": "パスワード再設定",
    "password-changed": "パスワード変更",
    "profile-changed": "登録内容の変更",
    "email-change-link": "メールアドレス変更の確認",
    "email-change-notice": "メールアドレス変更のお知らせ",
    "start-date-reminder": "運用開始日登録のお願い",
    "application-complete": "利用開始申請の手続き完了",
    "addition-complete": "追加申請の手続き完了",
    "release-complete": "解除申請の手続き完了",
    "decision-notice": "交付決定通知書",
    "application-returned": "申請の差戻し",
    "application-rejected": "申請の却下",
    "credentials-reissued": "設定情報の再発行",
    "activation-locked": "端末の初期登録の一時停止",
}
REASONS = {
    "expired": "リンクの有効期限が切れたため、送信していません。",
    "cancelled": "新しいメールを送ったため、送信していません。",
}
VERDICTS = {
    "accepted": "受け付けられました",
    "refused": "断られました",
    "later": "あとで送るよう求められました",
    "away": "メールサーバーにつながりませんでした",
    "unanswered": "返事がありませんでした",
}
