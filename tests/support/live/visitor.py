"""The applicant's side of the road, page by page, by what stands on the pages."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.live.mailbox import CONFIRM_ADDRESS, read_mail
from tests.support.live.pages import (
    choose,
    fact,
    field,
    fill,
    follow,
    heading,
    press,
    says,
    tick,
)
from tests.support.live.people import Applicant, Facility
from tests.support.live.terminal import full_width

KINDS = {
    "judo": "施術所（柔道整復）",
    "ahaki": "施術所（あん摩マッサージ指圧・はり・きゅう）",
    "kenshin": "健診実施機関等",
    "josan": "助産所",
}
NUMBER = {
    "judo": "登録記号番号の数字9桁（② 入力項目）",
    "ahaki": "登録記号番号10桁（入力項目）",
    "kenshin": "健診・保健指導機関番号10桁",
    "josan": "助産所の機関コード10桁",
}
FACILITY_NAME = {"judo": "施術所名", "ahaki": "施術所名", "kenshin": "機関名", "josan": "助産所名"}
REF = re.compile(r"[0-9A-HJKMNP-TV-Z]{6}")


def register(page: Page, person: Applicant) -> None:
    """From the top page until the mail is on its way (R1 to R4)."""
    enter_name(page, person)
    enter_facility(page, person)
    check_facility_name(page, person)
    enter_contact(page, person)
    heading(page, "入力内容をご確認ください")
    expect(fact(page, _name_of(person))).to_have_text(person.facility.name)
    press(page, "この内容で登録する（OK）")
    heading(page, "確認メールをお送りしました")
    says(page, person.email)


def enter_name(page: Page, person: Applicant) -> None:
    page.goto("/")
    follow(page, "新規ユーザー登録はこちら")
    fill(page, "姓", person.family_name)
    fill(page, "名", person.given_name)
    choose(page, KINDS[person.facility.kind])
    press(page, "次へ進む")


def enter_facility(page: Page, person: Applicant) -> None:
    if person.facility.prefix:
        choose(page, person.facility.prefix)
    fill(page, NUMBER[person.facility.kind], person.facility.number)


def check_facility_name(page: Page, person: Applicant) -> None:
    """「施術所名を確認する」 shows the name out of the master."""
    name = _name_of(person)
    press(page, f"{name}を確認する")
    shown = field(page, f"{name}（入力内容に応じて自動入力されます）")
    expect(shown).to_have_text(person.facility.name)


def enter_contact(page: Page, person: Applicant) -> None:
    fill(page, "電話番号", person.phone)
    fill(page, "メールアドレス", person.email)
    fill(page, "パスワード", person.password)
    fill(page, "パスワード（確認用）", person.password)
    tick(page, "上記の利用規約に同意します。")
    press(page, "入力内容を確認する")


def activation_link(page: Page, person: Applicant) -> str:
    return read_mail(page, person.email, CONFIRM_ADDRESS).link


def activate(page: Page, link: str) -> None:
    page.goto(link)
    heading(page, "ユーザー登録を完了します")
    press(page, "ユーザー登録を完了する")
    heading(page, "ユーザー登録が完了いたしました。")


def sign_in(page: Page, person: Applicant, password: str = "") -> None:
    page.goto("/")
    follow(page, "ログインはこちら")
    enter_credentials(page, person.email, password or person.password)
    heading(page, re.compile(f"{person.family_name}.*{person.given_name}様"))


def enter_credentials(page: Page, email: str, password: str) -> None:
    fill(page, "ユーザー名（メールアドレス）", email)
    fill(page, "パスワード", password)
    press(page, "ログイン")


def open_start_form(page: Page) -> None:
    """From the top page along the menus, V1 to V3."""
    page.goto("/")
    follow(page, "各種申請")
    heading(page, "業務")
    follow(page, "マイナ資格確認アプリ")
    follow(page, "利用開始申請")
    heading(page, "利用開始申請")


def enter_terminals(page: Page, notes: list[str]) -> None:
    fill(page, "端末台数", str(len(notes)))
    press(page, "台数分の入力欄を表示する")
    for position, note in enumerate(notes, 1):
        note_field(page, position).fill(note)
    tick(page, "端末の管理と個人情報の取扱いに関する注意事項を確認しました。")


def note_field(page: Page, position: int) -> Locator:
    return page.get_by_label(re.compile(rf"^\s*{position}台目"))


def apply(page: Page, notes: list[str]) -> str:
    """The whole 利用開始申請; the number it was given."""
    open_start_form(page)
    enter_terminals(page, notes)
    press(page, "入力内容を確認する")
    for note in notes:
        says(page, note)
    press(page, "この内容で申請する")
    return accepted(page, "利用開始申請を受け付けました")


def ask_for_facility(page: Page, other: Facility) -> str:
    """An ahaki facility under the same roof; the application's number."""
    page.goto("/my")
    follow(page, "併設施設")
    choose(page, KINDS["ahaki"])
    fill(page, "登録記号番号の数字（② 入力項目）", full_width(other.number))
    tick(page, "同じ場所で開設している施術所です")
    press(page, "確認する")
    says(page, other.name)
    press(page, "この内容で申請する")
    return accepted(page, "併設追加申請を受け付けました")


def accepted(page: Page, said: str) -> str:
    """The number on the page that says so."""
    heading(page, said)
    found = REF.search(page.locator("main").inner_text())
    assert found
    return found.group()


def _name_of(person: Applicant) -> str:
    return FACILITY_NAME[person.facility.kind]
