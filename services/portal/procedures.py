"""Applications as people know them: kinds and states in words, and what happens next."""

from __future__ import annotations

from typing import Any

from services.portal import site
from services.portal.client import ask, ask_if_up
from services.portal.session import SignedIn, current_user
from services.portal.wording import ja_date
from shared.contracts import PROCEDURES

Application = dict[str, Any]

START, ADD, RELEASE, LINK, GRANT = "start", "add", "release", "facility", "grant"
KINDS = {kind: PROCEDURES[kind] for kind in (START, ADD, RELEASE, LINK, GRANT)}
STATES = {
    "submitted": "審査待ち",
    "in_review": "審査中",
    "returned": "差戻し（要対応）",
    "completed": "手続完了",
    "rejected": "却下",
    "withdrawn": "取下げ",
}
RELEASE_REASONS = {
    "replaced": "端末の入替え",
    "broken": "端末の故障",
    "lost": "端末の紛失・盗難",
    "closed": "施術所の廃止・休止",
    "other": "その他",
}
ENDED_WITHOUT_RESULT = ("rejected", "withdrawn")

_NEXT = {
    "submitted": "審査の開始をお待ちください。審査には通常{days}営業日程度かかります。",
    "in_review": "担当者が申請内容を確認しています。結果はメールでお知らせします。",
    "rejected": "この申請は却下されました。理由を確認してください。",
    "withdrawn": "この申請は取り下げられました。必要な場合は、もう一度申請してください。",
}


def latest_start(user: SignedIn, facility_id: str) -> Application | None:
    """The facility's newest 利用開始申請, whatever became of it."""
    query = {"kind": START, "facility_id": facility_id, "sort": "-submitted_at"}
    found = ask("GET", "accounts", "applications", auth=user.bearer, params=query)["items"]
    return found[0] if found else None


def requests_path(ref: str) -> str:
    return f"/services/myna/requests/{ref}"


def issued_documents(application: Application, auth: str) -> int:
    """How many of the application's documents exist by now."""
    issued = application["issued"]
    if issued["documents"] >= issued["expected"]:
        return issued["expected"]
    query = {"ref": application["ref"]}
    found = ask_if_up("GET", "documents", "documents", auth=auth, params=query)
    return found["total"] if found else issued["documents"]


def next_step(application: Application, documents: int) -> str:
    """One sentence for the applicant; `documents` is how many are issued already."""
    state = application["state"]
    if state == "returned":
        day = ja_date(application["deadline"])
        return f"{day}までに修正して再申請してください。期限を過ぎると取下げになります。"
    if state != "completed":
        return _NEXT[state].format(days=site.review_days())
    if application["kind"] == GRANT:
        return _next_of_grant(application["notice"])
    if application["kind"] == LINK:
        return _next_of_link(application["details"]["linked_id"])
    if not application["issued"]:
        return "手続きが完了しました。"
    if documents < application["issued"]["expected"]:
        return "アカウントを発行しています。発行が終わるとメールでお知らせします。"
    return "手続きが完了しました。「資格確認アカウント管理」からアカウントを確認できます。"


def _next_of_link(facility_id: str) -> str:
    """Approved is not added: the facility may have become somebody else's."""
    if facility_id in {own["id"] for own in current_user().facilities}:
        return "手続きが完了しました。各画面の「対象の施設」で、施設を切り替えられます。"
    return "審査が終わりました。施設を追加しています。結果はメールでお知らせします。"


def _next_of_grant(notice: dict[str, Any] | None) -> str:
    if notice is None:
        return (
            "審査が終わりました。交付の決定の手続きを行っています。決定はメールでお知らせします。"
        )
    if not notice["document_id"]:
        return "交付が決定しました。交付決定通知書を作成しています。"
    return "交付が決定しました。「交付決定通知書ダウンロード」から通知書を保存してください。"
