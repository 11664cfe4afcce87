"""ST9: the mails that went out, and one of them once more."""

from __future__ import annotations

import pytest

from services.notifier import emails
from services.notifier.model.replies import Verdict
from services.notifier.model.states import Standing
from services.portal.mail_words import KINDS, REASONS, STANDINGS, VERDICTS
from tests.portal.answers import REF, page
from tests.portal.conftest import Portal
from tests.portal.desk_answers import MAIL_ID, link_mail, mail
from tests.portal.fakes import controls, facts_of, hidden_fields, text_of

MAILS = "/staff/mails"
DETAIL = f"{MAILS}/{MAIL_ID}"
RESEND = f"{DETAIL}/resend"
LINK = "/staff/mails/" + MAIL_ID.replace(":", "%3A")


def at_desk(portal: Portal, one: dict, role: str = "reviewer") -> None:
    portal.sign_in_staff(role)
    portal.notifier.answers_with("GET", "messages", page(one))
    portal.notifier.answers_with("GET", f"messages/{MAIL_ID}", one)


def test_the_list_says_what_went_where_and_how_it_stands(portal: Portal) -> None:
    at_desk(portal, mail())
    html = portal.browser.get(MAILS).text
    assert portal.notifier.seen[-1].query == {"sort": "-created_at"}
    words = text_of(html)
    assert "申請の差戻しtaro@clinic.example" in words.replace(" ", "")
    assert '<span class="tag tag--red">失敗</span>' in html
    assert f'href="{LINK}"' in html


def test_the_filters_are_told_to_the_service(portal: Portal) -> None:
    at_desk(portal, mail())
    narrowed = "q=taro&standing=failed&mail=application-returned&from=２０２６/11/1&to=20261121"
    html = portal.browser.get(f"{MAILS}?{narrowed}").text
    assert portal.notifier.seen[-1].query == {
        "q": "taro",
        "standing": "failed",
        "mail": "application-returned",
        "from": "2026-11-01",
        "to": "2026-11-21",
        "sort": "-created_at",
    }
    assert controls(html)["from"].get("value") == "２０２６/11/1"


@pytest.mark.parametrize("typed", ["きのう", "2026-02-30", "2026-13", "99999999"])
def test_what_is_no_day_narrows_nothing_and_is_complained_about(portal: Portal, typed: str) -> None:
    at_desk(portal, mail())
    html = portal.browser.get(f"{MAILS}?from={typed}").text
    assert portal.notifier.seen[-1].query == {"sort": "-created_at"}
    assert html.count("期間の開始日は存在する日付を入力してください") == 2


def test_nothing_found_is_said(portal: Portal) -> None:
    portal.sign_in_staff()
    portal.notifier.answers_with("GET", "messages", page())
    assert "メールはまだありません。" in portal.browser.get(MAILS).text
    assert "条件に合うメールはありません。" in portal.browser.get(f"{MAILS}?q=x").text


def test_the_detail_shows_headers_text_and_attempts(portal: Portal) -> None:
    asked = {"at": "2026-11-20T01:00:00.000Z", "by": "審査二郎", "to": "", "reason": "届かないため"}
    at_desk(portal, mail(resendings=[asked]))
    html = portal.browser.get(DETAIL).text
    facts, words = facts_of(html), text_of(html)
    assert facts["宛先"] == "taro@clinic.example"
    assert facts["Message-ID"] == "<x@portal.example>"
    assert f'href="/staff/applications/{REF}"' in html
    assert "利用開始申請が差戻しになりました。" in words
    assert "断られました550 no such box" in words
    assert "審査二郎taro@clinic.example届かないため" in words


@pytest.mark.parametrize(
    ("one", "role", "reason"),
    [
        (mail(), "viewer", "参照の権限のため、メールの再送はできません。"),
        (link_mail(), "reviewer", "1回だけ使えるURLが含まれるため、再送できません。"),
        (mail(state="queued", can_be_resent=False), "admin", "送信の途中か"),
    ],
    ids=["参照", "リンク", "送信中"],
)
def test_what_cannot_be_resent_says_why(portal: Portal, one: dict, role: str, reason: str) -> None:
    at_desk(portal, one, role)
    html = portal.browser.get(DETAIL).text
    assert reason in html
    assert "再送する" not in html
    assert portal.browser.get(RESEND).status_code == 303


def test_resending_is_confirmed_with_a_reason_and_happens_once(portal: Portal) -> None:
    at_desk(portal, mail())
    html = portal.browser.get(RESEND).text
    assert facts_of(html)["宛先"] == "taro@clinic.example"
    one_time = hidden_fields(html, f"{LINK}/resend")["form_id"]
    portal.notifier.answers_with("POST", f"messages/{MAIL_ID}/resend", mail(state="queued"))
    portal.browser.submit(f"{LINK}/resend", reason="届かないとの連絡")
    [sent] = portal.notifier.asked("POST", f"messages/{MAIL_ID}/resend")
    assert (sent.body, sent.headers["idempotency-key"]) == (
        {"reason": "届かないとの連絡", "to": ""},
        one_time,
    )
    assert "メールの再送を受け付けました。" in portal.browser.get(DETAIL).text


def test_a_changed_address_is_shown_beside_the_old_one_to_choose(portal: Portal) -> None:
    at_desk(portal, mail(present_address="new@clinic.example"))
    facts = facts_of(portal.browser.get(DETAIL).text)
    assert facts["送信時の宛先"] == "taro@clinic.example"
    assert facts["現在の宛先"] == "new@clinic.example"
    html = portal.browser.get(RESEND).text
    assert controls(html)["to"].get("value") == "new@clinic.example"
    assert "checked" in controls(html)["to"].attrib
    assert "送信時の宛先：taro@clinic.example" in html
    portal.notifier.answers_with("POST", f"messages/{MAIL_ID}/resend", mail(state="queued"))
    portal.browser.submit(f"{LINK}/resend", reason="変更", to="new@clinic.example")
    [sent] = portal.notifier.asked("POST", f"messages/{MAIL_ID}/resend")
    assert sent.body == {"reason": "変更", "to": "new@clinic.example"}


def test_a_missing_reason_is_said_at_the_field(portal: Portal) -> None:
    at_desk(portal, mail())
    portal.browser.get(RESEND)
    errors = [{"field": "reason", "code": "required", "message": "再送の理由を入力してください"}]
    path = f"messages/{MAIL_ID}/resend"
    portal.notifier.refuses("POST", path, 422, "invalid", errors=errors)
    answer = portal.browser.submit(f"{LINK}/resend", reason="")
    assert answer.status_code == 422
    assert answer.text.count("再送の理由を入力してください") == 2


def test_what_went_out_meanwhile_is_shown_as_it_is_now(portal: Portal) -> None:
    at_desk(portal, mail())
    portal.browser.get(RESEND)
    path = f"messages/{MAIL_ID}/resend"
    portal.notifier.refuses("POST", path, 409, "still_underway", detail="送信の途中です。")
    assert portal.browser.submit(f"{LINK}/resend", reason="再送").status_code == 303
    assert "送信の途中です。" in portal.browser.get(DETAIL).text


def test_a_role_the_service_refuses_gets_e2(portal: Portal) -> None:
    at_desk(portal, mail())
    portal.browser.get(RESEND)
    portal.notifier.refuses("POST", f"messages/{MAIL_ID}/resend", 403, "forbidden")
    answer = portal.browser.submit(f"{LINK}/resend", reason="再送")
    assert answer.status_code == 403
    assert "この操作は行えません" in answer.text


def test_every_mail_and_every_state_has_words() -> None:
    assert set(KINDS) >= set(emails._LETTERS)
    assert {str(each): each.label for each in Standing} == STANDINGS
    assert set(VERDICTS) == {str(each) for each in Verdict}
    assert {str(state) for state in Standing.DROPPED.states} == set(REASONS)
