"""R1–R5: the wizard, step by step, without scripts."""

from __future__ import annotations

import re

import pytest

from tests.portal.conftest import Portal
from tests.portal.fakes import FACILITY, controls, draft, parsed, text_of

NEW_PERSON = {"family_name": "基金", "given_name": "太郎", "kind": "judo"}
NEW_FACILITY = {
    "reg_prefix": "契",
    "reg_number": "0123456-7-8",
    "phone": "03-1234-5678",
    "email": "taro@clinic.example",
    "password": "Sample-Pass1",
    "password2": "Sample-Pass1",
    "agree": "yes",
}
SENT = {"email": "taro@clinic.example", "expires_at": "2026-11-22T09:05:00Z", "bounced": None}
BOUNCED = {"code": 550, "reason_ja": "メールアドレスの宛先が見つかりませんでした。"}


def with_draft(portal: Portal, **changes: object) -> None:
    portal.browser.set_cookie("portal_draft", "draft-secret")
    portal.registration.answers_with("GET", "drafts/current", draft(**changes))


def test_first_step_starts_a_draft_and_leads_to_the_page_of_the_kind(portal: Portal) -> None:
    started = {"secret": "draft-secret", "expires_at": "x", "draft": draft(complete=False)}
    portal.registration.answers_with("POST", "drafts", started, 201)
    portal.browser.get("/register")
    answer = portal.browser.submit("/register", **NEW_PERSON)
    assert (answer.status_code, answer.location) == (303, "/register/judo")
    assert portal.browser.cookie("portal_draft") == "draft-secret"
    assert portal.registration.asked("POST", "drafts")[0].body == NEW_PERSON


def test_an_incomplete_first_step_keeps_what_was_typed_and_links_to_the_fault(
    portal: Portal,
) -> None:
    portal.registration.refuses(
        "POST",
        "drafts",
        422,
        "invalid",
        errors=[
            {"field": "kind", "code": "required", "message": "所属機関を選択してください"},
            {"field": "given_name", "code": "required", "message": "名を入力してください"},
        ],
    )
    portal.browser.get("/register")
    page = portal.browser.submit("/register", family_name="﨑", given_name="")
    assert page.status_code == 422
    assert "<title>エラー：ユーザー登録（1/4）｜" in page.text
    assert "入力内容に2件の誤りがあります" in page.text
    assert page.text.index('href="#given_name"') < page.text.index('href="#kind"')
    assert controls(page.text)["family_name"].get("value") == "﨑"
    assert controls(page.text)["given_name"].get("aria-invalid") == "true"


@pytest.mark.parametrize(
    ("kind", "heading", "number", "button"),
    [
        ("judo", "施術所（柔道整復）の情報", "登録記号番号の数字9桁（② 入力項目）", "施術所名"),
        (
            "ahaki",
            "施術所（あん摩マッサージ指圧・はり・きゅう）の情報",
            "登録記号番号10桁（入力項目）",
            "施術所名",
        ),
        ("kenshin", "健診実施機関等の情報", "健診・保健指導機関番号10桁", "機関名"),
        ("josan", "助産所の情報", "助産所の機関コード10桁", "助産所名"),
    ],
)
def test_each_kind_asks_in_its_own_words(
    portal: Portal, kind: str, heading: str, number: str, button: str
) -> None:
    with_draft(portal, kind=kind, facility=None, has_password=False)
    text = text_of(portal.browser.get(f"/register/{kind}").text)
    assert heading in text
    assert number in text
    assert f"{button}を確認する" in text
    assert ("登録記号番号の区分（① 入力項目）" in text) == (kind == "judo")


def test_the_lookup_button_shows_the_facility_and_validates_nothing_else(portal: Portal) -> None:
    with_draft(portal, facility=None, has_password=False)
    portal.registration.answers_with("GET", "facilities/lookup", FACILITY)
    portal.browser.get("/register/judo")
    typed = {**NEW_FACILITY, "phone": "1", "action": "lookup"}
    page = portal.browser.submit("/register/judo", **typed)
    assert page.status_code == 200
    assert "サンプル接骨院" in page.text
    assert "契0123456-7-8" in page.text
    fields = controls(page.text)
    assert fields["phone"].get("value") == "1"
    assert fields["password"].get("value") is None
    query = portal.registration.asked("GET", "facilities/lookup")[0].query
    assert query == {"kind": "judo", "prefix": "契", "number": "0123456-7-8"}
    assert not portal.registration.asked("PATCH", "drafts/current")


def test_an_unknown_facility_is_said_at_its_number(portal: Portal) -> None:
    with_draft(portal, facility=None)
    message = "入力された番号の施術所が見つかりません。"
    portal.registration.refuses(
        "GET",
        "facilities/lookup",
        404,
        "facility_not_found",
        errors=[{"field": "reg_number", "code": "unknown", "message": message}],
    )
    portal.browser.get("/register/judo")
    page = portal.browser.submit("/register/judo", action="lookup", **NEW_FACILITY)
    assert page.status_code == 422
    assert page.text.count(message) == 2
    assert f'id="reg_number-error">エラー：{message}' in page.text


def test_the_facility_stays_named_when_only_other_fields_are_wrong(portal: Portal) -> None:
    with_draft(portal, facility=None, has_password=False)
    portal.registration.answers_with("GET", "facilities/lookup", FACILITY)
    wrong = {"field": "phone", "code": "format", "message": "電話番号は数字で入力してください"}
    portal.registration.refuses("PATCH", "drafts/current", 422, "invalid", errors=[wrong])
    portal.browser.get("/register/judo")
    page = portal.browser.submit("/register/judo", **{**NEW_FACILITY, "phone": "x"})
    assert page.status_code == 422
    assert "サンプル接骨院" in page.text


def test_second_step_sends_everything_as_typed_and_leads_to_the_confirmation(
    portal: Portal,
) -> None:
    with_draft(portal, facility=None, has_password=False)
    portal.registration.answers_with("PATCH", "drafts/current", draft())
    portal.browser.get("/register/judo")
    answer = portal.browser.submit("/register/judo", **NEW_FACILITY)
    assert (answer.status_code, answer.location) == (303, "/register/confirm")
    patch = portal.registration.asked("PATCH", "drafts/current")[0]
    assert patch.body == {**NEW_FACILITY, "agree": True, "terms_version": "1"}
    assert patch.headers["authorization"] == "Draft draft-secret"


def test_a_password_already_set_is_neither_shown_nor_asked_again(portal: Portal) -> None:
    with_draft(portal)
    page = portal.browser.get("/register/judo")
    assert page.text.count("設定済みです。変更する場合だけ入力してください") == 2


def test_the_confirmation_shows_all_but_the_password(portal: Portal) -> None:
    with_draft(portal)
    page = portal.browser.get("/register/confirm")
    text = text_of(page.text)
    for value in ("基金", "太郎", "施術所（柔道整復）", "契0123456-7-8", "サンプル接骨院"):
        assert value in text
    assert "まだ登録は完了していません。" in text
    assert "●●●●●●●●（表示しません）" in text
    assert 'href="/register/judo#email"' in page.text
    assert re.search(r"出力日時：\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d", text)


def test_registering_sends_the_page_id_and_ends_on_the_mail_page(portal: Portal) -> None:
    with_draft(portal)
    portal.registration.answers_with("POST", "registrations", SENT, 202)
    page = portal.browser.get("/register/confirm")
    answer = portal.browser.submit("/register/confirm")
    assert (answer.status_code, answer.location) == (303, "/register/sent")
    key = portal.registration.asked("POST", "registrations")[0].headers["idempotency-key"]
    assert f'name="form_id" value="{key}"' in page.text


def test_the_mail_page_names_the_address_and_sends_nothing_when_reloaded(portal: Portal) -> None:
    with_draft(portal, sent=SENT)
    page = portal.browser.get("/register/sent")
    assert "確認メールをお送りしました" in page.text
    assert "taro@clinic.example" in page.text
    assert {seen.method for seen in portal.registration.seen} == {"GET"}


def test_a_mail_that_came_back_is_told_with_the_way_to_repair_it(portal: Portal) -> None:
    with_draft(portal, sent={**SENT, "bounced": BOUNCED})
    page = portal.browser.get("/register/sent")
    banner = parsed(page.text).find(".//section[@class='banner banner--error']")
    said = " ".join("".join(banner.itertext()).split())
    assert "taro@clinic.example に確認メールを届けられませんでした。" in said
    assert BOUNCED["reason_ja"] in said
    repair = banner.find(".//a")
    assert (repair.text, repair.get("href")) == ("メールアドレスを訂正する", "/register/judo#email")


def test_without_scripts_one_looks_again_by_a_link(portal: Portal) -> None:
    with_draft(portal, sent=SENT)
    page = portal.browser.get("/register/sent")
    assert "届けられませんでした" not in page.text
    assert '<a href="/register/sent">状況を更新する</a>' in page.text


def test_a_draft_that_is_gone_says_so_and_offers_a_new_start(portal: Portal) -> None:
    portal.browser.set_cookie("portal_draft", "old")
    portal.registration.refuses("GET", "drafts/current", 410, "draft_gone")
    page = portal.browser.get("/register/confirm")
    assert page.status_code == 400
    assert "画面の有効期限が切れました" in page.text
    assert '<a href="/register">最初からやり直す</a>' in page.text


def test_a_resend_too_soon_says_when(portal: Portal) -> None:
    with_draft(portal, sent=SENT)
    portal.registration.refuses(
        "POST",
        "registrations/resend",
        429,
        "resend_too_soon",
        detail="再送は42秒後にできます。",
        retry_after=42,
    )
    portal.browser.get("/register/sent")
    page = portal.browser.submit("/register/resend")
    assert page.status_code == 429
    assert page.headers["Retry-After"] == "42"
    assert "再送は42秒後にできます。" in page.text


def test_resending_by_address_answers_the_same_for_everybody(portal: Portal) -> None:
    portal.registration.answers_with("POST", "registrations/resend", {"retry_after": 60}, 202)
    portal.browser.get("/register/resend")
    answer = portal.browser.submit("/register/resend", email="who@clinic.example")
    page = portal.browser.get(answer.location)
    assert "入力されたメールアドレスで登録手続き中の場合、確認メールをお送りしました。" in page.text
    body = portal.registration.asked("POST", "registrations/resend")[0].body
    assert body == {"email": "who@clinic.example"}


def test_people_who_are_signed_in_do_not_register(portal: Portal) -> None:
    portal.sign_in()
    answer = portal.browser.get("/register")
    assert (answer.status_code, answer.location) == (303, "/my")
