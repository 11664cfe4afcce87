"""What the services could not do, gathered for staff and put in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from services.portal.client import ask_if_up
from services.portal.settings import SERVICES

MOST = 100
STATES = {"dead": "処理失敗", "waiting": "再試行待ち"}
SERVICE_WORDS = {
    "registration": "ユーザー登録",
    "accounts": "申請とアカウント",
    "documents": "PDFの作成",
    "notifier": "メールの送信",
}
EVENT_WORDS = {
    "RegistrationSubmitted": "ユーザー登録の受付",
    "ExistingAddressRegistered": "登録済みアドレスでの登録",
    "UserActivated": "ユーザー登録の完了",
    "UserChanged": "登録内容の変更",
    "PasswordResetRequested": "パスワード再設定の依頼",
    "PasswordChanged": "パスワードの変更",
    "EmailChangeRequested": "メールアドレス変更の依頼",
    "ApplicationSubmitted": "申請の受付",
    "ApplicationWithdrawn": "申請の取下げ",
    "ApplicationReturned": "申請の差戻し",
    "ApplicationRejected": "申請の却下",
    "ApplicationCompleted": "申請の承認",
    "ApplicationDocumentsReady": "設定情報PDFの完成",
    "CredentialsReissued": "設定情報の再発行",
    "ReissuedDocumentReady": "再発行した設定情報PDFの完成",
    "StartDateRegistered": "運用開始日の登録",
    "StartDateReminderDue": "運用開始日登録のお願い",
    "TerminalActivated": "端末の初期登録",
    "ActivationLocked": "端末の初期登録の一時停止",
    "ReleaseApproved": "アカウント解除の承認",
    "FacilityLinkRefused": "施設の追加の取消し",
    "SettingsChanged": "設定の変更",
    "AccountReleased": "アカウントの解除",
    "AccountSuspended": "アカウントの利用停止",
    "AccountResumed": "アカウントの利用再開",
    "GrantDecided": "助成金の交付決定",
    "DecisionNoticeReady": "交付決定通知書の完成",
    "FacilityLinkApproved": "併設施設の追加",
    "MailBounced": "メールの不達",
}
UNREADABLE = "読めない内容"


@dataclass(frozen=True)
class Gathered:
    """`letters` of every service that answered, newest first, at most MOST of each of the `total`;
    `silent` names the services that did not."""

    letters: list[dict[str, Any]]
    total: int
    silent: tuple[str, ...]

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """What more than one letter has in common, with their number."""
        alike: dict[tuple[str, str], int] = {}
        for letter in self.letters:
            if letter["facts"].get("type"):
                key = (letter["service"], letter["facts"]["type"])
                alike[key] = alike.get(key, 0) + 1
        return [
            {"service": service, "type": kind, "number": number}
            for (service, kind), number in alike.items()
            if number > 1
        ]


def gather(state: str, auth: str, services: Iterable[str] = SERVICES) -> Gathered:
    query = {"state": state, "per_page": MOST}
    answers = {
        service: ask_if_up("GET", service, "inbox", auth=auth, params=query) for service in services
    }
    heard = {service: answer for service, answer in answers.items() if answer}
    letters = [
        {**letter, "service": service}
        for service, answer in heard.items()
        for letter in answer["items"]
    ]
    return Gathered(
        letters=sorted(letters, key=lambda letter: letter["failed_at"] or "", reverse=True),
        total=sum(answer["total"] for answer in heard.values()),
        silent=tuple(SERVICE_WORDS[service] for service in answers if service not in heard),
    )


def process(service: str, event_type: str) -> str:
    """ユーザー登録の完了（メールの送信）"""
    return f"{EVENT_WORDS.get(event_type, event_type) or UNREADABLE}（{SERVICE_WORDS[service]}）"
