"""V7, V7b: the list of applications and what became of each."""

from __future__ import annotations

import pytest

from tests.portal.answers import (
    LINK_ASKED,
    REF,
    application,
    completed,
    in_review,
    link,
    page,
    returned,
    sheet,
)
from tests.portal.conftest import Portal
from tests.portal.fakes import USER, facts_of, text_of

LIST = "/services/myna/requests"
DETAIL = f"{LIST}/{REF}"
WITHDRAW = f"{DETAIL}/withdraw"


def shown(portal: Portal, one: dict, path: str = DETAIL) -> str:
    portal.sign_in()
    portal.accounts.answers_with("GET", f"applications/{REF}", one)
    return portal.browser.get(path).text


@pytest.mark.parametrize("path", ["/my/list", LIST])
def test_the_list_shows_every_application_with_its_state(portal: Portal, path: str) -> None:
    portal.sign_in()
    rows = page(returned(), application("withdrawn", ref="ABC234"))
    portal.accounts.answers_with("GET", "applications", rows)
    html = portal.browser.get(path).text
    assert f'href="{DETAIL}"' in html
    assert "差戻し（要対応）" in html
    assert "2026-12-10" in html
    assert "2 行中 1 ~ 2 行" in html


def test_the_list_asks_for_what_its_address_says(portal: Portal) -> None:
    portal.sign_in()
    portal.accounts.answers_with("GET", "applications", page(total=45, page=2))
    html = portal.browser.get(f"{LIST}?state=returned&sort=-deadline&per=20&page=2&x=1").text
    query = portal.accounts.asked("GET", "applications")[0].query
    assert query == {"state": "returned", "sort": "-deadline", "per_page": "20", "page": "2"}
    assert "条件に合う申請はありません。" in html
    assert f'<a class="filter__clear" href="{LIST}">条件をクリア</a>' in html


def test_an_empty_list_says_how_it_fills(portal: Portal) -> None:
    portal.sign_in()
    portal.accounts.answers_with("GET", "applications", page())
    html = portal.browser.get("/my/list").text
    assert "申請はまだありません。" in html
    assert 'href="/services/myna"' in html


def test_the_page_beyond_the_last_shows_the_last(portal: Portal) -> None:
    portal.sign_in()
    portal.accounts.answers_with("GET", "applications", page(total=21, page=9))
    portal.browser.get(f"{LIST}?page=9")
    asked = [seen.query.get("page") for seen in portal.accounts.asked("GET", "applications")]
    assert asked == ["9", "2"]


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (application(), "審査の開始をお待ちください。"),
        (in_review(), "結果はメールでお知らせします。"),
        (returned(), "2026年12月10日（木）までに修正して再申請してください。"),
        (completed(), "「資格確認アカウント管理」からアカウントを確認できます。"),
        (application("rejected", comment="対象外です。"), "この申請は却下されました。"),
        (application("withdrawn"), "この申請は取り下げられました。"),
    ],
    ids=["審査待ち", "審査中", "差戻し", "手続完了", "却下", "取下げ"],
)
def test_each_state_says_what_happens_next(portal: Portal, one: dict, sentence: str) -> None:
    html = shown(portal, one)
    assert facts_of(html)["状態"] == one["state_label"]
    assert sentence in text_of(html)


def test_an_approved_facility_is_added_only_when_it_is_the_users(portal: Portal) -> None:
    done = link("completed", ref=REF)
    assert "施設を追加しています。" in shown(portal, done)
    added = {**USER["facilities"][0], "id": LINK_ASKED["linked_id"]}
    portal.sign_in(user={**USER, "facilities": [*USER["facilities"], added]})
    assert "「対象の施設」で、施設を切り替えられます。" in portal.browser.get(DETAIL).text


def test_a_facility_that_could_not_be_added_is_told(portal: Portal) -> None:
    why = "この施術所はすでに別のユーザーの施設として登録されています。"
    html = shown(portal, link("rejected", ref=REF, comment=why))
    assert facts_of(html)["状態"] == "却下"
    assert why in html
    assert "却下の理由" in html


def test_the_timeline_tells_the_story_in_order(portal: Portal) -> None:
    line = {
        "at": "2026-11-20T02:00:00.000Z",
        "what": "return",
        "label": "差戻し",
        "by": "審査担当者",
        "comment": "台数を確認してください。",
    }
    one = returned(timeline=[*application()["timeline"], line])
    story = shown(portal, one).split('<ol class="timeline">')[1].split("</ol>")[0]
    assert text_of(story) == (
        "受付 2026年11月20日 09:30 基金 太郎 "
        "差戻し 2026年11月20日 11:00 審査担当者 台数を確認してください。"
    )


def test_a_returned_application_can_be_corrected_and_shows_why(portal: Portal) -> None:
    html = shown(portal, returned())
    assert "3台でよろしいですか。" in html
    assert (
        '<a class="btn btn--primary" href="/services/myna/start?facility=f1">修正して再申請する</a>'
        in html
    )


def test_issuing_is_counted_while_it_happens(portal: Portal) -> None:
    found = {"items": [sheet()], "total": 1, "expected": 3}
    portal.documents.answers_with("GET", "documents", found)
    html = shown(portal, completed(documents=0))
    assert portal.documents.asked("GET", "documents")[0].query == {"ref": REF}
    assert facts_of(html)["発行の進み具合"].startswith("発行済み 1/3")
    assert "アカウントを発行しています。" in html


def test_issuing_is_shown_without_the_documents_service_too(portal: Portal) -> None:
    portal.documents.refuses("GET", "documents", 500, "")
    html = shown(portal, completed(documents=0))
    assert facts_of(html)["発行の進み具合"].startswith("発行済み ")


def test_withdrawing_is_confirmed_on_a_page_of_its_own(portal: Portal) -> None:
    one = application(moves=["withdraw"])
    assert f'href="{WITHDRAW}"' in shown(portal, one)
    assert "申請を取り下げますか" in shown(portal, one, WITHDRAW)
    portal.accounts.answers_with("POST", f"applications/{REF}/withdraw", application("withdrawn"))
    answer = portal.browser.submit(WITHDRAW)
    sent = portal.accounts.asked("POST", f"applications/{REF}/withdraw")[0]
    assert (answer.location, sent.body) == (DETAIL, {"version": "1"})
    assert sent.headers["idempotency-key"]
    assert "申請を取り下げました。" in portal.browser.get(DETAIL).text


def test_withdrawing_too_late_says_why(portal: Portal) -> None:
    shown(portal, application(moves=["withdraw"]), WITHDRAW)
    portal.accounts.refuses(
        "POST",
        f"applications/{REF}/withdraw",
        409,
        "illegal_move",
        detail="審査中のためできません。",
    )
    assert portal.browser.submit(WITHDRAW).location == DETAIL
    assert "審査中のためできません。" in portal.browser.get(DETAIL).text


def test_what_cannot_be_withdrawn_offers_no_withdrawal(portal: Portal) -> None:
    assert "取り下げる" not in shown(portal, in_review())
    portal.browser.get(WITHDRAW)
    assert portal.browser.page.location == DETAIL


def test_another_facilitys_application_is_not_found(portal: Portal) -> None:
    portal.sign_in()
    portal.accounts.refuses("GET", f"applications/{REF}", 404, "not_found")
    assert portal.browser.get(DETAIL).status_code == 404
