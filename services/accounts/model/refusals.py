"""Every "no" of this service, with its stable code and what people read.

Conflict ← IllegalMove, VersionConflict, AlreadyOpen, ReleaseAsked, LinkedAlready,
           LinkedToAnother, NotStarted, DeadlinePassed, AccountChanged, AccountEnded, OtherTerminal,
           StartDateNotOpen, StartDatePassed, StartDateChanged
NotFound ← UnknownFacility, UnknownApplication, UnknownAccount, NothingToClaim
Invalid ← IdempotencyReused, AnotherPlace, StartDateOutOfRange
Unauthenticated ← CredentialsMismatch ← PasswordMismatch
Forbidden ← AccountUnusable        TooManyRequests ← Locked        Gone ← TicketExpired
"""

from __future__ import annotations

from datetime import date

from shared import clock
from shared.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    TooManyRequests,
    Unauthenticated,
)


class IllegalMove(Conflict):
    """`moves` in the answer are those the caller may make now, `state` is the present one."""

    code = "illegal_move"


class VersionConflict(Conflict):
    """Somebody was faster: `winner` names who, `state` is the present one."""

    code = "version_conflict"


class AlreadyOpen(Conflict):
    """`ref` in the answer is the open application."""

    code = "already_open"
    detail = "すでに申請されています。"


class ReleaseAsked(Conflict):
    code = "release_asked"
    detail = "このアカウントはすでに解除を申請しています。"


class LinkedAlready(Conflict):
    code = "linked_already"
    detail = "この施術所は、すでにご利用の施設として登録されています。"


class LinkedToAnother(Conflict):
    code = "linked_to_another"
    detail = "この施術所は、すでに別のユーザーの施設として登録されています。"


class NotStarted(Conflict):
    code = "not_started"
    detail = "利用開始申請の手続き完了後に申請できます。"


class DeadlinePassed(Conflict):
    code = "deadline_passed"


class StartDateNotOpen(Conflict):
    code = "start_date_not_open"
    detail = "利用開始申請の手続き完了後に登録できます。"


class StartDatePassed(Conflict):
    code = "start_date_passed"
    detail = "運用開始日を過ぎたため変更できません。"


class StartDateChanged(Conflict):
    code = "version_conflict"


class NoGrant(Conflict):
    code = "no_grant"
    detail = "現在、受け付けている助成金はありません。"


class GrantClosed(Conflict):
    code = "grant_closed"

    @classmethod
    def outside(cls, first: date, last: date, today: date) -> GrantClosed:
        if today < first:
            return cls(f"受付は{clock.ja_date(first)}に始まります。")
        return cls(f"受付は{clock.ja_date(last)}に終了しました。")


class GrantTaken(Conflict):
    code = "grant_taken"
    detail = "助成金の申請は、1つの施術所等につき1回だけです。"


class NoStartDate(Conflict):
    code = "no_start_date"
    detail = "運用開始日の登録後に申請できます。"


class NoticeNotDue(Conflict):
    code = "notice_not_due"
    detail = "この申請の交付決定通知書は、いまその操作を行えません。最新の内容を確認してください。"


class NeedsAnother(Conflict):
    code = "needs_another"
    detail = "担当者と発行者は確認できません。ほかの職員が確認してください。"


class UploadInUse(Conflict):
    code = "upload_in_use"
    detail = "申請に使われているファイルは削除できません。"


class TooManyUploads(TooManyRequests):
    code = "too_many_uploads"
    detail = "使われていない添付ファイルが多すぎます。削除してから添付してください。"


class UnknownUpload(NotFound):
    detail = "ファイルが見つかりません。"


class AccountChanged(Conflict):
    """`current` in the answer is the account as it is now."""

    code = "version_conflict"


class AccountEnded(Conflict):
    code = "account_ended"
    detail = "利用終了のアカウントは変更できません。"


class OtherTerminal(Conflict):
    code = "terminal_other"
    detail = "このアクティベーションコードは別の端末で使用されています"


class UnknownFacility(NotFound):
    detail = "施術所が見つかりません。"


class UnknownApplication(NotFound):
    detail = "申請が見つかりません。"


class UnknownAccount(NotFound):
    detail = "アカウントが見つかりません。"


class NothingToClaim(NotFound):
    code = "nothing_to_claim"
    detail = "担当できる申請はありません。"


class IdempotencyReused(Invalid):
    code = "idempotency_reused"
    detail = "同じ画面から異なる内容が送信されました。画面を開き直してください。"


class StartDateOutOfRange(Invalid):
    @classmethod
    def between(cls, first: str, last: str) -> StartDateOutOfRange:
        message = f"運用開始日は{first}から{last}までの日付を入力してください"
        return cls(errors=[FieldError("day", "range", message)])


class AnotherPlace(Invalid):
    detail = "対象を変える場合は、この申請を取り下げて、新しく申請してください。"


class CredentialsMismatch(Unauthenticated):
    code = "credentials_mismatch"
    detail = "入力された内容が設定情報と一致しません。PDFの内容を確認してください"


class PasswordMismatch(CredentialsMismatch):
    """The same to whoever reads it; to us, a miss that only its source pays for."""


class AccountUnusable(Forbidden):
    code = "account_unusable"
    detail = "このアカウントは利用できません"


class Locked(TooManyRequests):
    """`minutes` in the answer says how long."""

    code = "locked"


class TicketExpired(Gone):
    code = "ticket_expired"
    detail = "画面の有効期限が切れました。もう一度入力してください"
