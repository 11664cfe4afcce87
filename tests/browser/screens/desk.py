"""The daily desk of staff: mails, what failed, notices."""

from __future__ import annotations

from services.portal.editor import KINDS
from services.portal.settings import SERVICES
from tests.browser import acts
from tests.browser.screens.screen import Screen
from tests.browser.screens.staff import DECISION, REVIEW
from tests.browser.world import Cookies, World

MEMOS = f"{REVIEW}/memos"
MAILS = "/staff/mails"
MAIL = f"{MAILS}/<id>"
LETTERS = "/staff/dead-letters"
SERVICE = f"<any({','.join(SERVICES)}):service>"
LETTER = f"{LETTERS}/{SERVICE}/<id>"
MOVE = f"{LETTER}/<any(replay,discard):move>"
TEXTS = "/staff/notices"
NEW = f"{TEXTS}/new/<any({','.join(KINDS)}):kind>"
TEXT = f"{TEXTS}/<id>"
ALIKE = f"{LETTERS}/replay/{SERVICE}/<type>"


def reviewer(world: World) -> Cookies:
    return world.reviewer


def admin(world: World) -> Cookies:
    return world.admin


def mail(world: World) -> str:
    return f"/staff/mails/{world.refused_mail}"


def letter(world: World) -> str:
    return f"{LETTERS}/notifier/{world.dead_letter}"


def published(world: World) -> str:
    return f"{TEXTS}/{world.published_text}"


def memos(world: World) -> str:
    return f"/staff/applications/{world.in_review.ref}/memos"


DESK = [
    Screen("ST3-memo", MEMOS, "メモの追加 {ref}", memos, reviewer),
    Screen(
        "ST3-memo-errors", MEMOS, "メモの追加 {ref}", memos, reviewer,
        acts.press("メモを追加"), 422,
    ),
    Screen(
        "ST3-return-template", DECISION, "差し戻す {ref}",
        lambda w: f"/staff/applications/{w.in_review.ref}/return", reviewer,
        acts.press("文例を書き加える"),
    ),
    Screen(
        "ST3-noted", REVIEW, "審査 {ref}",
        lambda w: f"/staff/applications/{w.noted}", reviewer,
    ),
    Screen("ST9", "/staff/mails", "送信メール", lambda w: w.refused_mail and MAILS, reviewer),
    Screen("ST9-none", "/staff/mails", "送信メール", "/staff/mails?q=nobody", reviewer),
    Screen("ST9-detail", MAIL, "送信メールの詳細", mail, reviewer),
    Screen(
        "ST9-link", MAIL, "送信メールの詳細", lambda w: f"/staff/mails/{w.link_mail}", reviewer,
    ),
    Screen("ST9-viewer", MAIL, "送信メールの詳細", mail, lambda w: w.viewer),
    Screen("ST9-resend", f"{MAIL}/resend", "メールの再送", lambda w: f"{mail(w)}/resend", reviewer),
    Screen(
        "ST9-resend-errors", f"{MAIL}/resend", "メールの再送", lambda w: f"{mail(w)}/resend",
        reviewer, acts.press("再送を確定する"), 422,
    ),
    Screen("ST10", LETTERS, "処理失敗", lambda w: w.dead_letter and LETTERS, admin),
    Screen(
        "ST10-waiting", LETTERS, "処理失敗",
        lambda w: w.waiting_letter and f"{LETTERS}?state=waiting", admin,
    ),
    Screen("ST10-none", LETTERS, "処理失敗", f"{LETTERS}?service=accounts", admin),
    Screen("ST10-detail", LETTER, "処理失敗の詳細", letter, admin),
    Screen(
        "ST10-garbage", LETTER, "処理失敗の詳細",
        lambda w: f"{LETTERS}/notifier/{w.garbage}", admin,
    ),
    Screen("ST10-replay", MOVE, "処理の再実行", lambda w: f"{letter(w)}/replay", admin),
    Screen("ST10-discard", MOVE, "処理の破棄", lambda w: f"{letter(w)}/discard", admin),
    Screen(
        "ST10-discard-errors", MOVE, "処理の破棄", lambda w: f"{letter(w)}/discard", admin,
        acts.press("破棄を確定する"), 422,
    ),
    Screen(
        "ST10-replay-all", ALIKE, "処理をまとめて再実行",
        lambda w: w.dead_letter and f"{LETTERS}/replay/notifier/PasswordChanged", admin,
    ),
    Screen("ST6", TEXTS, "お知らせ・FAQの編集", lambda w: w.published_text and TEXTS, admin),
    Screen("ST6-none", TEXTS, "お知らせ・FAQの編集", f"{TEXTS}?state=withdrawn", admin),
    *(
        Screen(f"ST6-new-{name}", NEW, f"{kind.label}の作成", f"{TEXTS}/new/{name}", admin)
        for name, kind in KINDS.items()
    ),
    Screen(
        "ST6-new-errors", NEW, "お知らせの作成", f"{TEXTS}/new/notices", admin,
        acts.press("公開する"), 422,
    ),
    Screen("ST6-edit", TEXT, "お知らせの編集", published, admin),
    Screen("ST6-preview", TEXT, "お知らせの編集", published, admin, acts.press("プレビュー")),
    Screen(
        "ST6-publish", f"{TEXT}/publish", "お知らせの公開",
        lambda w: f"{published(w)}/publish", admin,
    ),
    Screen(
        "ST6-withdraw", f"{TEXT}/withdraw", "お知らせの掲載終了",
        lambda w: f"{published(w)}/withdraw", admin,
    ),
    Screen(
        "ST6-withdraw-errors", f"{TEXT}/withdraw", "お知らせの掲載終了",
        lambda w: f"{published(w)}/withdraw", admin, acts.press("掲載の終了を確定する"), 422,
    ),
]  # fmt: skip
