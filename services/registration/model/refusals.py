"""Every "no" of this service that programs must tell apart."""

from __future__ import annotations

from datetime import datetime

from shared.clock import rfc3339
from shared.errors import (
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
)


class FacilityNotFound(NotFound):
    code = "facility_not_found"


class FacilityAlreadyBound(Conflict):
    code = "facility_taken"


class MasterAway(Unavailable):
    detail = "施術所名を確認できませんでした。しばらくしてからもう一度お試しください"


class NotPossible(Conflict):
    code = "not_possible"
    detail = "この利用者の現在の状態では、この操作は行えません"


class NothingChanged(Invalid):
    code = "nothing_changed"
    detail = "変更された項目がありません"


class NotToConfirm(Conflict):
    code = "not_to_confirm"
    detail = "この取り込みは確定できません"


class CheckedAgain(Conflict):
    code = "checked_again"
    detail = "確認のあとに、ほかの取り込みが行われました。内容をもう一度確認しています"


class ManyWouldClose(Conflict):
    code = "many_would_close"
    detail = "有効な施術所の5パーセントを超えて無効になります。確認してください"


class VersionConflict(Conflict):
    code = "version_conflict"
    detail = "ほかの職員がこの施術所を更新しました"


class DraftGone(Gone):
    code = "draft_gone"
    detail = "画面の有効期限が切れました"


class IdempotencyReused(Invalid):
    code = "idempotency_reused"
    detail = "同じ受付番号で異なる内容が送信されました。"


class ResendTooSoon(TooManyRequests):
    code = "resend_too_soon"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"再送は{seconds}秒後にできます。", retry_after=seconds)


class TokenUnknown(NotFound):
    code = "token_unknown"
    detail = "不正な操作が行われました。"


class TokenUsed(Gone):
    code = "token_used"
    detail = "このURLはすでに使用されています。"


class TokenExpired(Gone):
    code = "token_expired"
    detail = "URLの有効期限が切れています"

    def __init__(self, sent_at: datetime, *, can_resend: bool) -> None:
        super().__init__(sent_at=rfc3339(sent_at), can_resend=can_resend)


class TokenSuperseded(Gone):
    code = "token_superseded"
    detail = "より新しいメールがあります。"

    def __init__(self, newer_sent_at: datetime) -> None:
        super().__init__(newer_sent_at=rfc3339(newer_sent_at))


class FacilityTaken(Gone):
    code = "facility_taken"
    detail = "この施術所はすでに登録されています"


class AddressTaken(Gone):
    code = "address_taken"
    detail = "このメールアドレスは、すでに別のユーザーが使用しています。"


class CredentialsWrong(Unauthenticated):
    code = "credentials_wrong"
    detail = "ユーザー名またはパスワードが正しくありません"


class PasswordWrong(Unauthenticated):
    code = "password_wrong"
    detail = "パスワードが正しくありません"


class SessionEnded(Unauthenticated):
    code = "session_ended"
    detail = "再度ログインしてください。"


class NotActivated(Forbidden):
    code = "not_activated"
    detail = "ユーザー登録が完了していません"


class Suspended(Forbidden):
    code = "suspended"
    detail = "このユーザーは利用を停止されています。"


class RegistrationClosed(Forbidden):
    code = "registration_closed"
    detail = "現在、新規ユーザー登録の受付を停止しています。"


class SettingsOvertaken(Conflict):
    code = "version_conflict"
    detail = "ほかの職員が設定を更新しました。最新の内容を確認してください。"


class OwnAccount(Forbidden):
    code = "own_account"
    detail = "自分の役割や状態は変更できません。ほかの管理の職員に依頼してください。"


class LastAdmin(Conflict):
    code = "last_admin"
    detail = "有効な管理の職員がいなくなるため、この操作は行えません。"


class IllegalStaffMove(Conflict):
    code = "illegal_move"


class StaffChanged(Conflict):
    code = "version_conflict"
    detail = "ほかの職員がこの職員の情報を更新しました。最新の内容を確認してください。"


class NoSecondFactorWanted(Conflict):
    code = "not_started"
    detail = "もう一度、認証アプリの登録を最初から行ってください。"


class Locked(TooManyRequests):
    code = "locked"

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        super().__init__(
            f"ログインの失敗が続いたため、{minutes}分間ログインできません。"
            "パスワードを忘れた場合は再設定してください。",
            retry_after=seconds,
            minutes=minutes,
        )
