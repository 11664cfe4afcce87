"""What somebody who is not signed in meets: information, registration, signing in."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser import acts
from tests.browser.screens.screen import Screen
from tests.browser.world import Cookies, World

KIND = "/register/<any(judo,ahaki,kenshin,josan):kind>"


def newcomer(world: World) -> Cookies:
    return world.newcomer.cookies


def drafted(kind: str) -> Callable[[World], Cookies]:
    return lambda world: world.draft(kind)


PUBLIC = [
    Screen("P1a", "/", "トップページ"),
    Screen("E1", "/login", "画面の有効期限が切れました", act=acts.send_expired_form, status=400),
    Screen("E3", "(any)", "ページが見つかりません", "/no-such-page", status=404),
]
REGISTRATION = [
    Screen("R1", "/register", "ユーザー登録（1/4）"),
    Screen("R1-errors", "/register", "ユーザー登録（1/4）", act=acts.press("次へ進む"), status=422),
    Screen("R2-judo", KIND, "ユーザー登録（2/4）", "/register/judo", drafted("judo")),
    Screen("R2-ahaki", KIND, "ユーザー登録（2/4）", "/register/ahaki", drafted("ahaki")),
    Screen("R2-kenshin", KIND, "ユーザー登録（2/4）", "/register/kenshin", drafted("kenshin")),
    Screen("R2-josan", KIND, "ユーザー登録（2/4）", "/register/josan", drafted("josan")),
    Screen(
        "R2-found", KIND, "ユーザー登録（2/4）", "/register/judo", drafted("judo"), acts.look_up
    ),
    Screen(
        "R2-errors", KIND, "ユーザー登録（2/4）", "/register/judo", drafted("judo"),
        acts.press("入力内容を確認する"), 422,
    ),
    Screen(
        "R2-again", KIND, "ユーザー登録（2/4）", "/register/judo", lambda w: w.complete_draft
    ),
    Screen(
        "R3", "/register/confirm", "入力内容確認（3/4）", who=lambda w: w.complete_draft
    ),
    Screen("R4", "/register/sent", "送信完了（4/4）", who=lambda w: w.sent_draft),
    Screen("R5", "/register/resend", "確認メールの再送"),
    Screen(
        "R5-errors", "/register/resend", "確認メールの再送",
        act=acts.press("確認メールを再送する"), status=422,
    ),
    Screen("R6", "/a/<token>", "ユーザー登録の完了", lambda w: w.fresh_link),
    Screen(
        "R7", "/register/complete", "登録完了", lambda w: w.fresh_link,
        act=acts.press("ユーザー登録を完了する"),
    ),
    Screen("R8-unknown", "/a/<token>", "不正な操作が行われました。", "/a/0", status=404),
    Screen(
        "R8-used", "/a/<token>", "ユーザー登録はすでに完了しています",
        lambda w: w.used_link, status=410,
    ),
    Screen(
        "R8-expired", "/a/<token>", "URLの有効期限が切れています",
        lambda w: w.aged_link(days=2), status=410,
    ),
    Screen(
        "R8-older", "/a/<token>", "URLの有効期限が切れています",
        lambda w: w.aged_link(days=8), status=410,
    ),
    Screen(
        "R8-superseded", "/a/<token>", "より新しい確認メールがあります",
        lambda w: w.superseded_link, status=410,
    ),
    Screen(
        "R8-taken", "/a/<token>", "この施術所はすでに登録されています",
        lambda w: w.overtaken_link, status=410,
    ),
]  # fmt: skip
SIGN_IN = [
    Screen("L1", "/login", "ログイン"),
    Screen("L1-next", "/login", "ログイン", "/services"),
    Screen("L1-errors", "/login", "ログイン", act=acts.press("ログイン"), status=422),
    Screen("L1-wrong", "/login", "ログイン", act=acts.sign_in_wrongly, status=422),
    Screen(
        "L1-locked", "/login", "ログイン", act=acts.sign_in_until_locked, status=429,
        form_again=True,
    ),
    Screen(
        "L1-unfinished", "/login", "ユーザー登録が完了していません",
        act=acts.sign_in_unfinished, status=403,
    ),
    Screen(
        "L1-suspended", "/login", "このユーザーは利用を停止されています",
        act=acts.sign_in_suspended, status=403,
    ),
    Screen("L2", "/logout", "ログアウト", who=newcomer),
    Screen("L3", "/password/forgot", "パスワードの再設定"),
    Screen(
        "L3-errors", "/password/forgot", "パスワードの再設定",
        act=acts.press("送信する"), status=422,
    ),
    Screen("L4", "/password/sent", "再設定メールの送信"),
    Screen("L5", "/p/<token>", "新しいパスワードの設定", lambda w: w.reset_link),
    Screen(
        "L5-errors", "/p/<token>", "新しいパスワードの設定", lambda w: w.reset_link,
        act=acts.press("パスワードを設定する"), status=422,
    ),
    Screen("L5-unknown", "/p/<token>", "不正な操作が行われました。", "/p/0", status=404),
    Screen(
        "L5-used", "/p/<token>", "パスワードはすでに設定されています",
        lambda w: w.used_reset_link, status=410,
    ),
    Screen(
        "L5-expired", "/p/<token>", "URLの有効期限が切れています",
        lambda w: w.expired_reset_link, status=410,
    ),
    Screen("L6", "/password/done", "パスワードの設定完了"),
    Screen("L7", "/reauth", "本人確認", who=newcomer),
    Screen(
        "L7-errors", "/reauth", "本人確認", who=newcomer,
        act=acts.press("確認する"), status=422,
    ),
]  # fmt: skip
