"""From the start of operation to the grant: 運用開始日登録, 助成金, 交付決定."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser import acts
from tests.browser.screens.screen import Screen
from tests.browser.screens.staff import REVIEW, reviewer
from tests.browser.screens.user import REQUEST, member, newcomer
from tests.browser.world import Cookies, World
from tests.support.live import grant, pages

GRANT = "/services/myna/grant"
DECISIONS = "/staff/grants"
DECISIONS_STEP = "/staff/grants/<any(issue, confirm, 'take-back'):step>"
GO_LIVE = "/services/myna/go-live"
NO_SCREEN = {
    f"{GO_LIVE}/confirm",
    f"{GRANT}/confirm",
    f"{GRANT}/files/<upload_id>",
    f"{GRANT}/notices/<number>.pdf",
    f"{DECISIONS}/<number>.pdf",
    f"{REVIEW}/files/<upload_id>",
}


def starting(world: World) -> Cookies:
    return world.starting.cookies


def running(world: World) -> Cookies:
    return world.running.cookies


def check_start_date(page: Page, world: World) -> None:
    day = world.today
    for name, part in (("年", day.year), ("月", day.month), ("日", day.day)):
        pages.fill(page, name, str(part))
    pages.press(page, "確認する")


def who(name: str) -> Callable[[World], Cookies]:
    return lambda world: getattr(world, name).cookies


def desk(world: World) -> str:
    """With something in every list."""
    refs = {world.approved_grant.ref, world.issued_grant.ref, world.decided_grant.ref}
    assert len(refs) == 3
    return DECISIONS


def check_grant(page: Page, world: World) -> None:
    grant.declare(page)
    pages.press(page, "入力内容を確認する")


def issue_notice(page: Page, world: World) -> None:
    pages.tick(page, f"{world.approved_grant.ref}を選択")
    grant.type_day(page, world.today)
    pages.press(page, "交付決定通知書を発行する")


def press_for_issued(button: str) -> Callable[[Page, World], None]:
    def act(page: Page, world: World) -> None:
        pages.tick(page, f"{world.issued_grant.ref}を選択")
        pages.press(page, button)

    return act


GRANTS = [
    Screen("P1b-starting", "/", "トップページ", who=starting),
    Screen("V4-closed", GO_LIVE, "運用開始日登録", who=newcomer),
    Screen("V4", GO_LIVE, "運用開始日登録", who=member),
    Screen("V4-registered", GO_LIVE, "運用開始日登録", who=starting),
    Screen("V4-passed", GO_LIVE, "運用開始日登録", who=running),
    Screen(
        "V4-errors", GO_LIVE, "運用開始日登録", who=member, act=acts.press("確認する"), status=422
    ),
    Screen(
        "V4-confirm", GO_LIVE, "運用開始日登録 入力内容の確認", who=member, act=check_start_date
    ),
    Screen("V4-done", f"{GO_LIVE}/done", "運用開始日登録 完了", who=starting),
    Screen("V5-not-started", GRANT, "助成金交付申請", who=newcomer),
    Screen("V5-no-start-date", GRANT, "助成金交付申請", who=member),
    Screen("V5", GRANT, "助成金交付申請（1/3）", who=starting),
    Screen(
        "V5-rows", GRANT, "助成金交付申請（1/3）", who=starting, act=acts.press("行を追加する")
    ),
    Screen(
        "V5-errors", GRANT, "助成金交付申請（1/3）", who=starting,
        act=acts.press("入力内容を確認する"), status=422,
    ),
    Screen("V5-returned", GRANT, "助成金交付申請（1/3）", who=who("returned_grant")),
    Screen(
        "V5-confirm", GRANT, "助成金交付申請 入力内容の確認（2/3）", who=who("returned_grant"),
        act=check_grant,
    ),
    Screen(
        "V5-done", f"{GRANT}/done/<ref>", "助成金交付申請 受付完了（3/3）",
        lambda w: f"{GRANT}/done/{w.claiming.ref}", who("claiming"),
    ),
    Screen("V6-empty", f"{GRANT}/notices", "交付決定通知書ダウンロード", who=newcomer),
    Screen(
        "V6", f"{GRANT}/notices", "交付決定通知書ダウンロード", who=who("decided_grant")
    ),
    Screen(
        "V7b-grant", REQUEST, "申請状況 {ref}",
        lambda w: f"/services/myna/requests/{w.decided_grant.ref}", who("decided_grant"),
    ),
    Screen(
        "ST3-grant", REVIEW, "審査 {ref}", lambda w: f"/staff/applications/{w.claiming.ref}",
        reviewer,
    ),
    Screen("ST12", DECISIONS, "交付決定", desk, reviewer),
    Screen("ST12-second", DECISIONS, "交付決定", desk, lambda w: w.admin),
    Screen(
        "ST12-errors", DECISIONS_STEP, "交付決定", desk, reviewer,
        acts.press("交付決定通知書を発行する"), 422,
    ),
    Screen(
        "ST12-issue", DECISIONS_STEP, "交付決定通知書の発行", desk, reviewer, issue_notice,
    ),
    Screen(
        "ST12-own", DECISIONS_STEP, "交付決定", desk, reviewer,
        press_for_issued("内容を確認する"), 422,
    ),
    Screen(
        "ST12-take-back", DECISIONS_STEP, "発行の取消し", desk, reviewer,
        press_for_issued("発行を取り消す"),
    ),
    Screen(
        "ST12-confirm", DECISIONS_STEP, "交付決定の確認", desk, lambda w: w.admin,
        press_for_issued("内容を確認する"),
    ),
    Screen(
        "ST3-decided", REVIEW, "審査 {ref}",
        lambda w: f"/staff/applications/{w.decided_grant.ref}", reviewer,
    ),
]  # fmt: skip
