"""What exists on one machine only: the demo terminal and the developer mailbox."""

from __future__ import annotations

from tests.browser import acts
from tests.browser.screens.screen import Screen

TERMINAL = "マイナ資格確認アプリ（デモ）"

DEMO = [
    Screen("T1", "/demo/terminal", "初期登録（1/3）", site=TERMINAL),
    Screen(
        "T1-errors", "/demo/terminal", "初期登録（1/3）",
        act=acts.press("登録する"), status=422, site=TERMINAL,
    ),
    Screen(
        "T2", "/demo/terminal/device", "端末の確認（2/3）", "/demo/terminal",
        act=acts.enter_sheet, site=TERMINAL,
    ),
    Screen(
        "T3", "/demo/terminal/done", "初期登録の完了（3/3）", "/demo/terminal",
        act=acts.register_terminal, site=TERMINAL,
    ),
    Screen("D1", "/dev/mailbox", "開発用メールボックス", who=lambda w: w.member.cookies),
    Screen("D1-none", "/dev/mailbox", "開発用メールボックス", "/dev/mailbox?to=nobody"),
    Screen(
        "D2", "/dev/mailbox/<id>", "【施術所等向け総合ポータルサイト】ユーザー登録完了のお知らせ",
        lambda w: f"/dev/mailbox?to={w.member.person.email}", act=acts.open_mail,
    ),
]  # fmt: skip
