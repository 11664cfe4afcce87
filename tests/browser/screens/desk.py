"""The daily desk of staff: mails, what failed, notices."""

from __future__ import annotations

from services.portal.settings import SERVICES
from tests.browser import acts
from tests.browser.screens.screen import Screen
from tests.browser.world import Cookies, World

MAIL = "/staff/mails/<id>"
LETTERS = "/staff/dead-letters"
SERVICE = f"<any({','.join(SERVICES)}):service>"
LETTER = f"{LETTERS}/{SERVICE}/<id>"
MOVE = f"{LETTER}/<any(replay,discard):move>"
ALIKE = f"{LETTERS}/replay/{SERVICE}/<type>"


def reviewer(world: World) -> Cookies:
    return world.reviewer


def admin(world: World) -> Cookies:
    return world.admin


def mail(world: World) -> str:
    return f"/staff/mails/{world.refused_mail}"


def letter(world: World) -> str:
    return f"{LETTERS}/notifier/{world.dead_letter}"


DESK = [
    Screen("ST9", "/staff/mails", "送信メール", who=reviewer),
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
]  # fmt: skip
