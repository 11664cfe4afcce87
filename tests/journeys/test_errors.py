"""Group E: empty, wrong, too long: said above and at the field, and nothing typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.live import visitor
from tests.support.live.api import Api
from tests.support.live.pages import press
from tests.support.live.people import Applicant
from tests.support.live.running import RunningPortal

STRANGE = "山\ue000"
NOT_A_DAY = {"y": "2026", "m": "2", "d": "30"}
SECRET = ("password", "password2")
Typed = dict[str, str]


def day(name: str, parts: Typed) -> Typed:
    """Into the three fields of a date."""
    return {name if part == "y" else f"{name}_{part}": value for part, value in parts.items()}


R1 = {
    "empty": (
        {},
        {
            "family_name": "姓を入力してください",
            "given_name": "名を入力してください",
            "kind": "所属機関を選択してください",
        },
    ),
    "wrong": (
        {"family_name": STRANGE, "given_name": STRANGE},
        {
            "family_name": "姓に使用できない文字が含まれています",
            "given_name": "名に使用できない文字が含まれています",
            "kind": "所属機関を選択してください",
        },
    ),
    "too long": (
        {"family_name": "あ" * 41, "given_name": "あ" * 41},
        {
            "family_name": "姓は40文字以内で入力してください",
            "given_name": "名は40文字以内で入力してください",
            "kind": "所属機関を選択してください",
        },
    ),
}
NOT_CHOSEN = {
    "reg_prefix": "登録記号番号の区分（協または契）を選択してください",
    "agree": "利用規約に同意する場合は、チェックを入れてください",
}
NO_PHONE = "電話番号は、0から始まる10桁または11桁の数字で入力してください"
DIFFERENT = "パスワードと確認用のパスワードが一致しません"
R2 = {
    "empty": (
        {},
        {
            "reg_number": "登録記号番号の数字9桁を入力してください",
            "phone": "電話番号を入力してください",
            "email": "メールアドレスを入力してください",
            "password": "パスワードを入力してください",
            "password2": "確認用のパスワードを入力してください",
        },
    ),
    "wrong": (
        {
            "reg_number": "12345678X",
            "phone": "12345",
            "email": "hanako+shop@example.jp",
            "password": "kusanagi-8842",
            "password2": "kusanagi-8843",
        },
        {
            "reg_number": "登録記号番号に数字以外の文字「X」が含まれています",
            "phone": NO_PHONE,
            "email": "メールアドレスに使用できない文字「+」が含まれています",
            "password": "パスワードに英大文字を1文字以上入れてください",
            "password2": DIFFERENT,
        },
    ),
    "too long": (
        {
            "reg_number": "1" * 12,
            "phone": "0" * 12,
            "email": "a" * 30 + "@example.jp",
            "password": "Aa1" + "x" * 98,
            "password2": "Aa1",
        },
        {
            "reg_number": "登録記号番号は数字9桁です。入力された数字は12桁です",
            "phone": NO_PHONE,
            "email": "メールアドレスは40文字以内で入力してください（現在41文字）",
            "password": "パスワードは100文字以下で入力してください（現在101文字）",
            "password2": DIFFERENT,
        },
    ),
}
UNSEEN = {"acknowledged": "注意事項を確認し、チェックを入れてください"}
TERMINALS = "端末台数は1から50までの数字で入力してください"
V3 = {
    "empty": ({}, {"terminals": "端末台数を入力してください"}),
    "wrong": (
        {"terminals": "百", **day("planned_date", NOT_A_DAY)},
        {"terminals": TERMINALS, "planned_date": "利用予定年月日は存在する日付を入力してください"},
    ),
    "too many": ({"terminals": "51"}, {"terminals": TERMINALS}),
}
A4 = {
    "empty": (
        {},
        {
            "reason": "解除の理由を選択してください",
            "wanted_end": "利用終了希望日を入力してください",
        },
    ),
    "too long": (
        {"comment": "あ" * 501, **day("wanted_end", NOT_A_DAY)},
        {
            "reason": "解除の理由を選択してください",
            "wanted_end": "利用終了希望日は存在する日付を入力してください",
            "comment": "補足は500文字以内で入力してください（現在501文字）",
        },
    ),
}


@pytest.mark.parametrize(("typed", "wanted"), R1.values(), ids=R1)
def test_the_first_page_of_the_registration(person: Page, typed: Typed, wanted: Typed) -> None:
    person.goto("/register")
    assert_refused(person, "次へ進む", typed, wanted)


@pytest.mark.parametrize(("typed", "wanted"), R2.values(), ids=R2)
def test_the_second_page_of_the_registration(
    person: Page, portal: RunningPortal, typed: Typed, wanted: Typed
) -> None:
    visitor.enter_name(person, portal.sample("judo"))
    assert_refused(person, "入力内容を確認する", typed, {**NOT_CHOSEN, **wanted})


@pytest.mark.parametrize(("typed", "wanted"), V3.values(), ids=V3)
def test_the_application(person: Page, newcomer: Applicant, typed: Typed, wanted: Typed) -> None:
    visitor.sign_in(person, newcomer)
    visitor.open_start_form(person)
    assert_refused(person, "入力内容を確認する", typed, {**wanted, **UNSEEN})


@pytest.mark.parametrize(("typed", "wanted"), A4.values(), ids=A4)
def test_the_release(
    person: Page, user_with_accounts: Applicant, api: Api, typed: Typed, wanted: Typed
) -> None:
    visitor.sign_in(person, user_with_accounts)
    session = api.sign_in(user_with_accounts)
    account = api.as_person(session, "GET", "accounts/accounts")["items"][0]["id"]
    person.goto(f"/services/myna/accounts/{account}/release")
    assert_refused(person, "確認する", typed, wanted)


def assert_refused(page: Page, button: str, typed: Typed, wanted: Typed) -> None:
    """`typed` and `wanted` by the fields' ids."""
    for name, value in typed.items():
        control(page, name).fill(value)
    with page.expect_response(lambda answer: answer.request.method == "POST") as refused:
        press(page, button)
    assert refused.value.status == 422
    assert page.title().startswith("エラー：")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("heading")).to_have_text(
        f"入力内容に{len(wanted)}件の誤りがあります"
    )
    links = summary.get_by_role("link").all()
    told = {link.get_attribute("href").removeprefix("#"): link.inner_text() for link in links}
    assert told == wanted
    for link, (name, message) in zip(links, told.items(), strict=True):
        expect(control(page, f"{name}-error")).to_have_text(f"エラー：{message}")
        link.click()
        expect(control(page, name)).to_be_focused()
    for name, value in typed.items():
        expect(control(page, name)).to_have_value("" if name in SECRET else value)


def control(page: Page, name: str) -> Locator:
    return page.locator(f"[id='{name}']")
