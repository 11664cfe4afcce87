"""Applications after the first: 追加申請, 解除申請, 併設追加申請."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import acts
from tests.browser.screens.screen import Screen
from tests.browser.screens.user import ACCOUNT, REQUEST, START, member, newcomer
from tests.browser.world import Cookies, World
from tests.support.live import pages

ADD = "/services/myna/accounts/add"
CONFIRM_ADD = f"{ADD}/confirm"
RELEASE = f"{ACCOUNT}/release"
CONFIRM_RELEASE = f"{RELEASE}/confirm"
LINKS = "/my/facilities"
CONFIRM_LINK = f"{LINKS}/confirm"
ADDING = "資格確認端末機器（アカウント）追加申請"


def adding(world: World) -> Cookies:
    return world.adding.cookies


def drafting(world: World) -> Cookies:
    return world.drafting.cookies


def returned_addition(world: World) -> Cookies:
    return world.returned_addition.cookies


def releasing(world: World) -> Cookies:
    return world.releasing.cookies


def release_path(world: World) -> str:
    return f"{world.account_path()}/release"


def linking(world: World) -> Cookies:
    return world.linking.cookies


def check_link(page: Page, world: World) -> None:
    pages.choose(page, "施術所（あん摩マッサージ指圧・はり・きゅう）")
    number = world.portal.sample("ahaki").facility.number
    pages.fill(page, "登録記号番号の数字（② 入力項目）", number)
    pages.tick(page, "同じ場所で開設している施術所です")
    pages.press(page, "確認する")


def check_release(page: Page, world: World) -> None:
    pages.choose(page, "端末の紛失・盗難")
    day = world.in_a_fortnight
    for name, part in (("年", day.year), ("月", day.month), ("日", day.day)):
        pages.fill(page, name, str(part))
    pages.fill(page, "補足", "電車に置き忘れました")
    pages.press(page, "確認する")


def check_addition(page: Page, world: World) -> None:
    pages.fill(page, "追加する端末台数", "2")
    pages.fill(page, "理由", "訪問施術を始めるため")
    pages.press(page, "入力内容を確認する")


KINDS = [
    Screen("V3-draft", START, "利用開始申請（1/3）", who=drafting),
    Screen("V7-draft", "/my/list", "マイリスト", who=drafting),
    Screen("A5-closed", ADD, ADDING, who=newcomer),
    Screen("A5", ADD, f"{ADDING}（1/3）", who=member),
    Screen(
        "A5-errors", ADD, f"{ADDING}（1/3）", who=member,
        act=acts.press("入力内容を確認する"), status=422,
    ),
    Screen("A5-returned", ADD, f"{ADDING}（1/3）", who=returned_addition),
    Screen(
        "A5-confirm", ADD, "追加申請 入力内容の確認（2/3）", who=member, act=check_addition
    ),
    Screen(
        "A5-done", f"{ADD}/done/<ref>", "追加申請 受付完了（3/3）",
        lambda w: f"{ADD}/done/{w.adding.ref}", adding,
    ),
    Screen(
        "V7b-addition", REQUEST, "申請状況 {ref}",
        lambda w: f"/services/myna/requests/{w.adding.ref}", adding,
    ),
    Screen("A2-releasing", ACCOUNT, "{account}", lambda w: w.releasing_path, releasing),
    Screen("A4", RELEASE, "解除申請（1/3）", release_path, member),
    Screen(
        "A4-errors", RELEASE, "解除申請（1/3）", release_path, member,
        act=acts.press("確認する"), status=422,
    ),
    Screen(
        "A4-confirm", RELEASE, "解除申請 入力内容の確認（2/3）", release_path, member,
        act=check_release,
    ),
    Screen(
        "A4-done", f"{RELEASE}/done/<ref>", "解除申請 受付完了（3/3）",
        lambda w: f"{w.releasing_path}/release/done/{w.releasing.ref}", releasing,
    ),
    Screen(
        "V7b-release", REQUEST, "申請状況 {ref}",
        lambda w: f"/services/myna/requests/{w.releasing.ref}", releasing,
    ),
    Screen("M6", LINKS, "併設施設（1/3）", who=newcomer),
    Screen(
        "M6-errors", LINKS, "併設施設（1/3）", who=newcomer, act=acts.press("確認する"), status=422
    ),
    Screen(
        "M6-confirm", LINKS, "併設施設 入力内容の確認（2/3）", who=newcomer, act=check_link
    ),
    Screen("M6-waiting", LINKS, "併設施設", who=linking),
    Screen(
        "M6-done", f"{LINKS}/done/<ref>", "併設追加申請 受付完了（3/3）",
        lambda w: f"{LINKS}/done/{w.linking.ref}", linking,
    ),
    Screen(
        "V7b-link", REQUEST, "申請状況 {ref}",
        lambda w: f"/services/myna/requests/{w.linking.ref}", linking,
    ),
]  # fmt: skip
