"""The staff side: signing in with two factors, the review desk."""

from __future__ import annotations

from tests.browser import acts
from tests.browser.screens.screen import Screen
from tests.browser.world import Cookies, World

REVIEW = "/staff/applications/<ref>"
DECISION = f"{REVIEW}/<any(claim,complete,return,reject):move>"


def reviewer(world: World) -> Cookies:
    return world.reviewer


STAFF = [
    Screen("ST0", "/staff/login", "職員ログイン"),
    Screen("ST0-wrong", "/staff/login", "職員ログイン", act=acts.press("次へ"), status=422),
    Screen(
        "ST0-code", "/staff/login/code", "職員ログイン 認証コードの入力", "/staff/login",
        act=acts.pass_first_factor,
    ),
    Screen(
        "ST0-code-wrong", "/staff/login/code", "職員ログイン 認証コードの入力", "/staff/login",
        act=acts.fail_second_factor, status=422,
    ),
    Screen("ST0-enrol", "/staff/enrol/<token>", "職員登録", lambda w: w.enrolment_link),
    Screen(
        "ST0-enrol-errors", "/staff/enrol/<token>", "職員登録", lambda w: w.enrolment_link,
        act=acts.press("登録する"), status=422,
    ),
    Screen(
        "ST0-enrol-unknown", "/staff/enrol/<token>", "この登録用URLは使えません",
        "/staff/enrol/0", status=404,
    ),
    Screen("ST1", "/staff", "職員用トップページ", who=reviewer),
    Screen("ST1-viewer", "/staff", "職員用トップページ", who=lambda w: w.viewer),
    Screen("ST2", "/staff/applications", "審査一覧", who=reviewer),
    Screen("ST2-none", "/staff/applications", "審査一覧", "/staff/applications?q=none", reviewer),
    *(
        Screen(
            f"ST3-{state}", REVIEW, "審査 {ref}",
            lambda w, s=state: f"/staff/applications/{getattr(w, s).ref}", reviewer,
        )
        for state in ("submitted", "in_review", "returned", "member")
    ),
    Screen(
        "ST3-viewer", REVIEW, "審査 {ref}",
        lambda w: f"/staff/applications/{w.in_review.ref}", lambda w: w.viewer,
    ),
    Screen(
        "ST3-claim", DECISION, "担当する {ref}",
        lambda w: f"/staff/applications/{w.submitted.ref}/claim", reviewer,
    ),
    *(
        Screen(
            f"ST3-{move}", DECISION, f"{button} {{ref}}",
            lambda w, m=move: f"/staff/applications/{w.in_review.ref}/{m}", reviewer,
        )
        for move, button in (
            ("complete", "承認する"), ("return", "差し戻す"), ("reject", "却下する"),
        )
    ),
    Screen(
        "ST3-return-errors", DECISION, "差し戻す {ref}",
        lambda w: f"/staff/applications/{w.in_review.ref}/return", reviewer,
        acts.press("差戻しを確定する"), 422,
    ),
    Screen(
        "ST3-return-preview", DECISION, "差し戻す {ref}",
        lambda w: f"/staff/applications/{w.in_review.ref}/return", reviewer, acts.preview_mail,
    ),
    Screen(
        "ST3-conflict", DECISION, "審査 {ref}",
        lambda w: f"/staff/applications/{w.in_review.ref}/return", reviewer,
        acts.decide_on_a_stale_version, 409,
    ),
    Screen(
        "ST3-completed", f"{REVIEW}/completed", "承認の完了 {ref}",
        lambda w: f"/staff/applications/{w.member.ref}/completed", reviewer,
    ),
]  # fmt: skip
