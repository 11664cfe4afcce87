"""A4: ending one account, at once when its terminal is lost."""

from __future__ import annotations

import pytest

from tests.portal.answers import ACCOUNT_ID, account, page, release
from tests.portal.conftest import Portal
from tests.portal.fakes import controls, facts_of, text_of
from tests.portal.form_answers import RELEASE_CHECKED, RELEASE_TYPED

RELEASE = f"/services/myna/accounts/{ACCOUNT_ID}/release"
CONFIRM = f"{RELEASE}/confirm"
REF = release()["ref"]


def opened(portal: Portal, *existing: dict, active: int = 2, **changes: object) -> str:
    portal.sign_in()
    portal.accounts.answers_with("GET", f"accounts/{ACCOUNT_ID}", account(**changes))
    portal.accounts.answers_with("GET", "accounts", page(total=active))
    portal.accounts.answers_with("GET", "applications", page(*existing))
    for one in existing:
        portal.accounts.answers_with("GET", f"applications/{one['ref']}", one)
    return portal.browser.get(RELEASE).text


def test_the_form_says_what_it_means(portal: Portal) -> None:
    html = opened(portal)
    assert "元に戻すことはできません。" in html
    assert "利用可能なアカウントがなくなります" not in html
    assert facts_of(html)["アカウントID"] == ACCOUNT_ID
    assert {"reason", "wanted_end_y", "comment", "suspend_now"} <= set(controls(html))
    assert "すぐに利用を止める必要がある場合は、お電話ください。" in html


def test_the_last_account_in_use_is_named_as_such(portal: Portal) -> None:
    assert "利用可能なアカウントがなくなります。" in opened(portal, active=1)


def test_what_is_suspended_already_cannot_be_suspended_again(portal: Portal) -> None:
    html = opened(portal, active=1, status="suspended", status_label="利用停止")
    assert "suspend_now" not in controls(html)
    assert "利用可能なアカウントがなくなります" not in html


def test_from_the_form_to_the_receipt(portal: Portal) -> None:
    opened(portal)
    portal.accounts.answers_with("POST", "applications/check", RELEASE_CHECKED)
    portal.accounts.answers_with("POST", "applications", release(), status=201)
    html = portal.browser.submit(RELEASE, **RELEASE_TYPED).text
    assert portal.accounts.asked("POST", "applications/check")[0].body == RELEASE_CHECKED
    assert facts_of(html)["解除の理由"].startswith("端末の紛失・盗難")
    assert facts_of(html)["利用終了希望日"].startswith("2026年12月1日（火）")
    answer = portal.browser.submit(CONFIRM)
    assert (answer.status_code, answer.location) == (303, f"{RELEASE}/done/{REF}")
    assert portal.accounts.asked("POST", "applications")[0].body == RELEASE_CHECKED
    portal.accounts.answers_with("GET", f"applications/{REF}", release())
    html = portal.browser.get(answer.location).text
    assert "解除申請を受け付けました" in html
    assert f"アカウント{ACCOUNT_ID}の利用を一時停止しました。" in html


def test_half_a_day_and_the_services_complaints_come_in_page_order(portal: Portal) -> None:
    opened(portal)
    errors = [
        {"field": "comment", "code": "required", "message": "三"},
        {"field": "reason", "code": "required", "message": "一"},
    ]
    portal.accounts.refuses("POST", "applications/check", 422, "invalid", errors=errors)
    answer = portal.browser.submit(RELEASE, wanted_end_y="2026", wanted_end_d="1")
    assert answer.status_code == 422
    summary = answer.text.split("<ul>")[1].split("</ul>")[0]
    assert text_of(summary) == "一 利用終了希望日の「月」を入力してください 三"


@pytest.mark.parametrize(
    ("existing", "changes", "where"),
    [
        ([release()], {}, f"/services/myna/requests/{REF}"),
        ([], {"status": "ended"}, f"/services/myna/accounts/{ACCOUNT_ID}"),
        ([], {"release_on": "2026-12-01"}, f"/services/myna/accounts/{ACCOUNT_ID}"),
    ],
    ids=["asked", "ended", "scheduled"],
)
def test_there_is_no_second_release(
    portal: Portal, existing: list[dict], changes: dict, where: str
) -> None:
    opened(portal, *existing, **changes)
    assert (portal.browser.page.status_code, portal.browser.page.location) == (303, where)


def test_a_release_of_another_account_does_not_stand_in_the_way(portal: Portal) -> None:
    other = release(details={**release()["details"], "account_id": "W0000002"})
    assert "解除の理由" in opened(portal, other)


def test_who_comes_second_is_led_to_the_first(portal: Portal) -> None:
    opened(portal)
    portal.accounts.answers_with("POST", "applications/check", RELEASE_CHECKED)
    portal.browser.submit(RELEASE, **RELEASE_TYPED)
    portal.accounts.refuses(
        "POST", "applications", 409, "already_open", ref=REF, detail="すでに解除を申請しています。"
    )
    answer = portal.browser.submit(CONFIRM)
    assert (answer.status_code, answer.location) == (303, f"/services/myna/requests/{REF}")


def test_the_application_is_shown_and_corrected_where_it_was_made(portal: Portal) -> None:
    back = release("returned", moves=["resubmit"], comment="x", deadline="2026-12-10")
    html = opened(portal, back)
    assert controls(html)["comment"].text.strip() == "電車に置き忘れました"
    html = portal.browser.get(f"/services/myna/requests/{REF}").text
    assert facts_of(html)["アカウントID"] == ACCOUNT_ID
    assert f'href="{RELEASE}?facility=f1"' in html


def test_staff_read_what_approving_will_do(portal: Portal) -> None:
    portal.sign_in_staff()
    waiting = release("in_review", moves=["complete", "return", "reject"], version=2)
    portal.accounts.answers_with("GET", f"applications/{REF}", waiting)
    html = portal.browser.get(f"/staff/applications/{REF}/complete").text
    assert f"アカウント{ACCOUNT_ID}の利用を2026年12月1日（火）に終了します。" in html
    portal.accounts.answers_with("POST", f"applications/{REF}/complete", release("completed"))
    answer = portal.browser.submit(f"/staff/applications/{REF}/complete")
    assert (answer.status_code, answer.location) == (303, f"/staff/applications/{REF}/completed")
