"""Group D: whatever shape a person types, what is meant is understood and shown."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.live import terminal, visitor
from tests.support.live.api import Api
from tests.support.live.pages import fact, field, fill, heading, press, says
from tests.support.live.people import Applicant, Facility
from tests.support.live.running import RunningPortal
from tests.support.live.terminal import Sheet, full_width

FILLED_IN = "（入力内容に応じて自動入力されます）"
JUDO = {
    "plain": "{n}",
    "hyphens": "{a}-{b}-{c}",
    "as printed": "{prefix}{a}-{b}-{c}",
    "full width": "{wide}",
    "U+2010": "{a}‐{b}‐{c}",
    "minus sign": "{a}−{b}−{c}",
    "long vowel mark": "{wide_a}ー{wide_b}ー{wide_c}",
    "half-width long vowel mark": "{a}ｰ{b}ｰ{c}",
    "spaces": " {a} {b}　{c} ",
    "zero-width space": "{a}\u200b{b}{c}",
}
PHONES = {
    "plain": "0312345678",
    "hyphens": "03-1234-5678",
    "full width": "０３－１２３４－５６７８",
    "brackets": "(03)1234-5678",
    "country": "+81 3-1234-5678",
}
NAMES = {
    "compatibility ideograph": ("\ufa19山", "\ufa10"),
    "outside the first plane": ("\U00020bb7田", "太郎"),
    "variation selector": ("葛\U000e0100城", "花子"),
    "half-width kana": ("ﾔﾏﾀﾞ", "ﾊﾅｺ"),
    "spaces around": ("　山田 ", " 花子　"),
}
KEPT = {"half-width kana": ("ヤマダ", "ハナコ"), "spaces around": ("山田", "花子")}


def shape(pattern: str, facility: Facility) -> str:
    parts = {"a": facility.number[:-2], "b": facility.number[-2], "c": facility.number[-1]}
    wide = {f"wide_{name}": full_width(part) for name, part in parts.items()}
    whole = {"n": facility.number, "wide": full_width(facility.number)}
    return pattern.format(prefix=facility.prefix, **parts, **wide, **whole)


@pytest.fixture(scope="module")
def facility(portal: RunningPortal) -> Facility:
    return portal.applicant("judo").facility


@pytest.mark.parametrize("pattern", JUDO.values(), ids=JUDO)
def test_the_registration_number_in_any_shape(
    person: Page, facility: Facility, pattern: str
) -> None:
    visitor.enter_name(person, Applicant(facility, "tolerance@example.jp"))
    if "{prefix}" not in pattern:
        person.get_by_role("radio", name=facility.prefix, exact=True).check()
    fill(person, visitor.NUMBER["judo"], shape(pattern, facility))
    press(person, "施術所名を確認する")
    expect(field(person, "施術所名（入力内容に応じて自動入力されます）")).to_have_text(
        facility.name
    )
    expect(field(person, "登録記号番号（入力内容に応じて自動入力されます）")).to_have_text(
        facility.printed_number
    )


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "登録記号番号の数字9桁を入力してください"),
        ("12345", "登録記号番号は数字9桁です。入力された数字は5桁です"),
        ("12345678X", "登録記号番号に数字以外の文字「X」が含まれています"),
        ("000000000", "入力された番号の施術所が見つかりません。"),
    ],
)
def test_a_wrong_number_is_explained(
    person: Page, facility: Facility, typed: str, complaint: str
) -> None:
    visitor.enter_name(person, Applicant(facility, "tolerance@example.jp"))
    person.get_by_role("radio", name="契", exact=True).check()
    fill(person, visitor.NUMBER["judo"], typed)
    press(person, "施術所名を確認する")
    expect(person.get_by_role("alert")).to_contain_text(complaint)
    expect(person.get_by_role("alert")).to_be_focused()
    expect(field(person, visitor.NUMBER["judo"])).to_have_value(typed)
    assert person.title().startswith("エラー：")


@pytest.mark.parametrize("typed", PHONES.values(), ids=PHONES)
def test_the_telephone_number_in_any_shape(person: Page, facility: Facility, typed: str) -> None:
    enter_everything(person, Applicant(facility, "phone@example.jp", phone=typed))
    expect(fact(person, "電話番号")).to_have_text("0312345678")


def test_a_full_width_address(person: Page, facility: Facility) -> None:
    enter_everything(person, Applicant(facility, "Ｈａｎａｋｏ＠Example．jp"))
    expect(fact(person, "メールアドレス")).to_have_text("hanako@example.jp")


@pytest.mark.parametrize("shape_of_name", NAMES)
def test_names_are_kept_as_meant(person: Page, facility: Facility, shape_of_name: str) -> None:
    family, given = NAMES[shape_of_name]
    someone = Applicant(facility, "name@example.jp", family_name=family, given_name=given)
    enter_everything(person, someone)
    kept_family, kept_given = KEPT.get(shape_of_name, (family, given))
    expect(fact(person, "姓")).to_have_text(kept_family)
    expect(fact(person, "名")).to_have_text(kept_given)


def enter_everything(page: Page, someone: Applicant) -> None:
    visitor.enter_name(page, someone)
    visitor.enter_facility(page, someone)
    visitor.enter_contact(page, someone)
    heading(page, "入力内容をご確認ください")


@pytest.fixture(scope="module")
def sheet(user_with_accounts: Applicant, api: Api) -> Sheet:
    session = api.sign_in(user_with_accounts)
    account = api.as_person(session, "GET", "accounts/accounts?sort=-id")["items"][0]
    return api.sheet(session, account["id"])


SHEETS = {
    "as printed": lambda s: s,
    "no hyphens": lambda s: s.but(activation_code=s.activation_code.replace("-", "")),
    "full width": lambda s: s.but(
        account_id=full_width(s.account_id),
        activation_code=full_width(s.activation_code),
        institution_code=full_width(s.institution_code),
    ),
    "small letter": lambda s: s.but(account_id=s.account_id.lower()),
    "spaces": lambda s: s.but(
        activation_code=s.activation_code.replace("-", " "), password=f" {s.password}　"
    ),
}


@pytest.mark.parametrize("typing", SHEETS.values(), ids=SHEETS)
def test_the_sheet_in_any_shape(person: Page, sheet: Sheet, typing: object) -> None:
    terminal.enter_sheet(person, typing(sheet))
    heading(person, "端末の確認")
    says(person, sheet.institution_name)
    says(person, sheet.account_id)


MISTYPED = {
    "institution_code": ("", "機関コードを入力してください"),
    "account_id": ("", "IDを入力してください"),
    "password": ("", "パスワードを入力してください"),
    "activation_code": ("", "アクティベーションコードを入力してください"),
    "short code": ("12345", "アクティベーションコードは数字12桁です。入力された数字は5桁です"),
    "another password": ("Wrong-Password1", "入力された内容が設定情報と一致しません"),
}
MEANT = {"short code": "activation_code", "another password": "password"}


@pytest.mark.parametrize("mistake", MISTYPED)
def test_a_mistyped_sheet_is_explained(person: Page, sheet: Sheet, mistake: str) -> None:
    value, complaint = MISTYPED[mistake]
    typed = sheet.but(**{MEANT.get(mistake, mistake): value})
    terminal.enter_sheet(person, typed)
    expect(person.get_by_role("alert")).to_contain_text(complaint)
    expect(field(person, "ID")).to_have_value(typed.account_id)
    expect(field(person, "パスワード")).to_have_value("")


def test_one_mistyped_digit_of_the_code_costs_no_attempt(person: Page, sheet: Sheet) -> None:
    first = sheet.activation_code[0]
    typo = f"{(int(first) + 1) % 10}{sheet.activation_code[1:]}"
    for _ in range(6):
        terminal.enter_sheet(person, sheet.but(activation_code=typo))
        expect(person.get_by_role("alert")).to_contain_text("アクティベーションコード")
    terminal.enter_sheet(person, sheet)
    heading(person, "端末の確認")
