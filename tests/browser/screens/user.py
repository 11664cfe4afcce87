"""What signed-in users meet: applying, their applications and accounts."""

from __future__ import annotations

from tests.browser import acts
from tests.browser.screens.screen import Screen
from tests.browser.world import Cookies, World

ACCOUNT = "/services/myna/accounts/<account_id>"
REQUEST = "/services/myna/requests/<ref>"
START = "/services/myna/start"


def newcomer(world: World) -> Cookies:
    return world.newcomer.cookies


def submitted(world: World) -> Cookies:
    return world.submitted.cookies


def returned(world: World) -> Cookies:
    return world.returned.cookies


def member(world: World) -> Cookies:
    return world.member.cookies


APPLYING = [
    Screen("P1b-newcomer", "/", "トップページ", who=newcomer),
    Screen("P1b-returned", "/", "トップページ", who=returned),
    Screen("P1b-member", "/", "トップページ", who=member),
    Screen("V1", "/services", "業務", who=newcomer),
    Screen("V2-newcomer", "/services/myna", "マイナ資格確認アプリ", who=newcomer),
    Screen("V2-submitted", "/services/myna", "マイナ資格確認アプリ", who=submitted),
    Screen("V3", START, "利用開始申請（1/3）", who=newcomer),
    Screen("V3-typed", START, "利用開始申請（1/3）", who=newcomer, act=acts.type_terminals),
    Screen("V3-rows", START, "利用開始申請（1/3）", who=newcomer, act=acts.show_rows),
    Screen(
        "V3-errors", START, "利用開始申請（1/3）", who=newcomer,
        act=acts.press("入力内容を確認する"), status=422,
    ),
    Screen("V3-returned", START, "利用開始申請（1/3）", who=returned),
    Screen(
        "V3-confirm", START, "利用開始申請 入力内容の確認（2/3）", who=newcomer,
        act=acts.check_application,
    ),
    Screen(
        "V3-done", f"{START}/done/<ref>", "利用開始申請 受付完了（3/3）",
        lambda w: f"{START}/done/{w.submitted.ref}", submitted,
    ),
    Screen("V7-empty", "/my/list", "マイリスト", who=newcomer),
    Screen("V7", "/my/list", "マイリスト", who=submitted),
    Screen("V7-none", "/my/list", "マイリスト", "/my/list?state=rejected", submitted),
    Screen("V7-other", "/services/myna/requests", "資格確認アカウント申請状況", who=submitted),
    *(
        Screen(
            f"V7b-{state}", REQUEST, "申請状況 {ref}",
            lambda w, s=state: f"/services/myna/requests/{getattr(w, s).ref}",
            lambda w, s=state: getattr(w, s).cookies,
        )
        for state in ("submitted", "in_review", "returned", "rejected", "member")
    ),
    Screen(
        "V7b-withdraw", f"{REQUEST}/withdraw", "申請の取下げ",
        lambda w: f"/services/myna/requests/{w.submitted.ref}/withdraw", submitted,
    ),
    Screen("E3-signed-in", "(any)", "ページが見つかりません", "/no-such", newcomer, status=404),
]  # fmt: skip
ACCOUNTS_TITLE = "マイナ資格確認アプリアカウント管理"
ACCOUNTS = [
    Screen("A1-empty", "/services/myna/accounts", ACCOUNTS_TITLE, who=newcomer),
    Screen("A1", "/services/myna/accounts", ACCOUNTS_TITLE, who=member),
    Screen(
        "A1-none", "/services/myna/accounts", ACCOUNTS_TITLE,
        "/services/myna/accounts?q=nothing", member,
    ),
    Screen("A2", ACCOUNT, "{account}", lambda w: w.account_path(), member),
    Screen(
        "A2-saved", ACCOUNT, "{account}", lambda w: w.account_path(), member, acts.press("保存")
    ),
    Screen(
        "A2-errors", ACCOUNT, "{account}", lambda w: w.account_path(), member,
        acts.save_too_long_a_note, 422,
    ),
    Screen(
        "A2-overtaken", ACCOUNT, "{account}", lambda w: w.account_path(), member,
        acts.save_an_overtaken_note, 409, form_again=True,
    ),
    Screen(
        "A3", f"{ACCOUNT}/setup", "設定情報の表示", lambda w: w.account_path(), member,
        acts.press("設定情報を画面で見る"),
    ),
]  # fmt: skip
