"""ST4, ST5, ST7: the facilities master, its import, and the people who registered."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import acts
from tests.browser.screens.screen import Screen
from tests.browser.world import Cookies, World
from tests.support.live import pages

FACILITIES = "/staff/facilities"
FACILITY = f"{FACILITIES}/<facility_id>"
CONFIRM_CORRECTION = f"{FACILITY}/edit/confirm"


def reviewer(world: World) -> Cookies:
    return world.reviewer


IMPORT = f"{FACILITIES}/import"
JOB = f"{IMPORT}/<import_id>"
USERS = "/staff/users"
ACT = f"{USERS}/<user_id>/<any(resend,unlock,reset,logout,suspend,resume):act>"
JOB_TITLE, SENT = "取り込みの内容と状況", "施術所マスタの取り込み"


def check_correction(page: Page, world: World) -> None:
    pages.fill(page, "電話番号", "０３（１２３４）５６７８")
    pages.fill(page, "修正の理由", "施術所から電話で連絡があったため")
    pages.press(page, "入力内容を確認する")


def admin(world: World) -> Cookies:
    return world.admin


MASTER = [
    Screen("ST4", FACILITIES, "施術所マスタ", who=reviewer),
    Screen("ST4-found", FACILITIES, "施術所マスタ", f"{FACILITIES}?prefecture=見本", reviewer),
    Screen("ST4-none", FACILITIES, "施術所マスタ", f"{FACILITIES}?q=none", reviewer),
    Screen(
        "ST4-detail", FACILITY, "施術所の詳細", lambda w: w.bound_facility, reviewer
    ),
    Screen(
        "ST4-corrected", FACILITY, "施術所の詳細", lambda w: w.corrected_facility,
        lambda w: w.viewer,
    ),
    Screen(
        "ST4-edit", f"{FACILITY}/edit", "施術所マスタの修正",
        lambda w: f"{w.bound_facility}/edit", reviewer,
    ),
    Screen(
        "ST4-edit-errors", f"{FACILITY}/edit", "施術所マスタの修正",
        lambda w: f"{w.bound_facility}/edit", reviewer, acts.press("入力内容を確認する"), 422,
    ),
    Screen(
        "ST4-edit-confirm", f"{FACILITY}/edit", "施術所マスタの修正 入力内容の確認",
        lambda w: f"{w.bound_facility}/edit", reviewer, check_correction,
    ),
    Screen("ST7", USERS, "利用者", who=reviewer),
    Screen("ST7-found", USERS, "利用者", lambda w: f"{USERS}?q={w.member.person.email}", reviewer),
    Screen("ST7-none", USERS, "利用者", f"{USERS}?q=none", reviewer),
    Screen(
        "ST7-detail", f"{USERS}/<user_id>", "利用者の詳細", lambda w: w.supported_user, reviewer
    ),
    Screen(
        "ST7-suspend", ACT, "利用を停止する", lambda w: f"{w.supported_user}/suspend", reviewer
    ),
    Screen(
        "ST7-suspend-errors", ACT, "利用を停止する", lambda w: f"{w.supported_user}/suspend",
        reviewer, acts.press("確定する"), 422,
    ),
    Screen("ST5", IMPORT, SENT, who=admin),
    Screen(
        "ST5-errors", IMPORT, SENT, who=admin, act=acts.press("ファイルの内容を確認する"),
        status=422,
    ),
    Screen("ST5-checked", JOB, JOB_TITLE, lambda w: w.checked_import, admin),
    Screen("ST5-whole", JOB, JOB_TITLE, lambda w: w.whole_import, admin),
    Screen(
        "ST5-many-errors", JOB, JOB_TITLE, lambda w: w.whole_import, admin,
        acts.press("取り込みを確定する"), 422,
    ),
    Screen("ST5-done", JOB, JOB_TITLE, lambda w: w.done_import, admin),
    Screen("ST5-refused", JOB, JOB_TITLE, lambda w: w.refused_import, admin),
]  # fmt: skip
