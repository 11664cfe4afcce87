"""ST8, ST13, ST14: the audit, one's own account, settings and staff."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import acts
from tests.browser.screens.screen import Screen
from tests.browser.world import Cookies, World
from tests.support.live import pages

MEMBER = "/staff/settings/members/<id>"
MOVE = f"{MEMBER}/<any(role,suspend,resume,enrolment):move>"
ME = "/staff/me"
CONFIRM_SETTINGS = "/staff/settings/edit/confirm"


def admin(world: World) -> Cookies:
    return world.admin


def member(world: World, suffix: str = "") -> str:
    return f"/staff/settings/members/{world.invited_member}{suffix}"


def check_settings(page: Page, world: World) -> None:
    pages.fill(page, "受付時間", "平日 9:00～17:00")
    pages.fill(page, "審査の標準日数（営業日）", "７")
    pages.fill(page, "理由", "年末年始は審査に時間がかかるため")
    pages.press(page, "入力内容を確認する")


def invite(page: Page, world: World) -> None:
    pages.fill(page, "メールアドレス", "shown@portal.example")
    pages.fill(page, "氏名", "画面 花子")
    page.get_by_label("参照（見るだけ）").check()
    pages.press(page, "招待する")


def begin_second_factor(page: Page, world: World) -> None:
    pages.fill(page, "現在のパスワード", world.portal.staff["admin"].password)
    pages.press(page, "次へ")


def issue_codes(page: Page, world: World) -> None:
    pages.fill(page, "現在のパスワード", world.portal.staff["admin"].password)
    pages.press(page, "回復コードを発行する")


AUDIT = [
    Screen("ST8", "/staff/audit", "監査証跡", who=admin),
    Screen("ST8-none", "/staff/audit", "監査証跡", "/staff/audit?target=none", admin),
    Screen(
        "ST8-row",
        "/staff/audit/<service>/<row_id>",
        "監査証跡の記録",
        lambda w: w.audited_row,
        admin,
    ),
    Screen(
        "ST8-reviewer",
        "(any)",
        "この操作は行えません",
        "/staff/audit",
        lambda w: w.reviewer,
        status=403,
    ),
]
OWN = [
    Screen("ST13", ME, "自分の登録情報", who=admin),
    Screen("ST13-name", f"{ME}/name", "氏名の変更", who=admin),
    Screen(
        "ST13-name-errors",
        f"{ME}/name",
        "氏名の変更",
        f"{ME}/name",
        admin,
        act=acts.press("氏名を変更する"),
        status=422,
    ),
    Screen("ST13-password", f"{ME}/password", "職員のパスワードの変更", who=admin),
    Screen(
        "ST13-password-errors",
        f"{ME}/password",
        "職員のパスワードの変更",
        f"{ME}/password",
        admin,
        act=acts.press("パスワードを変更する"),
        status=422,
    ),
    Screen("ST13-second-factor", f"{ME}/second-factor", "認証アプリの再登録", who=admin),
    Screen(
        "ST13-second-factor-key",
        f"{ME}/second-factor/confirm",
        "新しい認証アプリの登録",
        f"{ME}/second-factor",
        admin,
        act=begin_second_factor,
    ),
    Screen("ST13-codes", f"{ME}/recovery-codes", "回復コードの発行", who=admin),
    Screen(
        "ST13-codes-shown",
        f"{ME}/recovery-codes",
        "回復コード",
        f"{ME}/recovery-codes",
        admin,
        act=issue_codes,
    ),
]
SETTINGS = [
    Screen("ST14", "/staff/settings", "設定", who=admin),
    Screen("ST14-edit", "/staff/settings/edit", "設定の変更", who=admin),
    Screen(
        "ST14-edit-errors",
        "/staff/settings/edit",
        "設定の変更",
        "/staff/settings/edit",
        admin,
        act=acts.press("入力内容を確認する"),
        status=422,
    ),
    Screen(
        "ST14-edit-confirm",
        "/staff/settings/edit",
        "設定の変更 入力内容の確認",
        who=admin,
        act=check_settings,
    ),
    Screen("ST14-members", "/staff/settings/members", "職員と役割", who=admin),
    Screen("ST14-invite", "/staff/settings/members/new", "職員の招待", who=admin),
    Screen(
        "ST14-invite-errors",
        "/staff/settings/members/new",
        "職員の招待",
        "/staff/settings/members/new",
        admin,
        act=acts.press("招待する"),
        status=422,
    ),
    Screen(
        "ST14-invited",
        "/staff/settings/members/new",
        "登録用URLを発行しました",
        "/staff/settings/members/new",
        admin,
        act=invite,
    ),
    Screen("ST14-member", MEMBER, "職員の情報", member, admin),
    Screen("ST14-role", MOVE, "職員の役割の変更", lambda w: member(w, "/role"), admin),
    Screen("ST14-suspend", MOVE, "職員の利用の停止", lambda w: member(w, "/suspend"), admin),
    Screen(
        "ST14-suspend-errors",
        MOVE,
        "職員の利用の停止",
        lambda w: member(w, "/suspend"),
        admin,
        act=acts.press("利用の停止を確定する"),
        status=422,
    ),
    Screen(
        "ST14-enrolment", MOVE, "職員の登録用URLの再発行", lambda w: member(w, "/enrolment"), admin
    ),
]
ADMINISTRATION = [*AUDIT, *OWN, *SETTINGS]
