"""ST5: a list of facilities is sent, looked at, confirmed; and what is new in it may register."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.registration import demo
from services.registration.usecases.facility_file import COLUMNS
from tests.support.live import mailbox, visitor
from tests.support.live.fixtures import BOTH
from tests.support.live.pages import (
    choose,
    fact,
    field,
    follow,
    heading,
    look_until,
    press,
    says,
    tick,
)
from tests.support.live.people import Applicant, Facility

UPDATE = "追加・更新（ファイルにない施術所は、そのままにします）"
WHOLE = "全件（ファイルにない施術所は、無効にします）"
COUNTED = ("新規", "更新", "変更なし", "無効化", "エラー")
DONE = re.compile("取り込みが完了しました")
NOTHING_NEW = "マスタと異なる内容はありません。取り込みの必要はありません。"
UNKNOWN = "入力された番号の施術所が見つかりません。"
SHARE = 20  # enough new ones to be more than 5 % of all


def new_facility(number: int) -> Facility:
    return Facility("judo", "契", f"77{number:07}", f"99117{number:05}", f"取込み接骨院{number}")


def line(facility: Facility, name: str = "") -> str:
    told = (facility.kind, facility.printed_number, facility.institution_code)
    return ",".join((*told, name or facility.name, "トリコミ", "見本県", "見本市1", "", "open"))


def file_of(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join((",".join(COLUMNS), *lines)).encode(encoding)


def send(page: Page, content: bytes, mode: str = UPDATE) -> None:
    """Until it has been checked, or refused."""
    page.goto("/staff/facilities")
    follow(page, "CSVファイルを取り込む")
    file = {"name": "施術所一覧.csv", "mimeType": "text/csv", "buffer": content}
    field(page, "CSVファイル").set_input_files(file)
    choose(page, mode)
    press(page, "ファイルの内容を確認する")
    heading(page, "取り込みの内容と状況")
    look_until(page, page.locator("main").get_by_text(re.compile("^(確認済み|読み取れません)$")))


def counts(page: Page) -> dict[str, str]:
    return {name: fact(page, name).inner_text().removesuffix("件") for name in COUNTED}


def apply(page: Page) -> None:
    press(page, "取り込みを確定する")
    look_until(page, page.locator("main").get_by_text(DONE))


@BOTH
def test_a_new_facility_of_a_file_registers(person: Page, admin: Page, scripts: bool) -> None:
    facility = new_facility(1 + scripts)
    send(admin, file_of(line(facility), "judo,123,,,,,,,", encoding="cp932"))
    assert counts(admin) == {
        "新規": "1",
        "更新": "0",
        "変更なし": "0",
        "無効化": "0",
        "エラー": "1",
    }
    row = admin.get_by_role("row", name=facility.printed_number)
    expect(row).to_contain_text(facility.name)
    expect(row).to_contain_text("新規")
    with admin.expect_download() as wrong:
        follow(admin, "エラーの行をCSVで保存する")
    assert "judo,123" in Path(wrong.value.path()).read_text("utf-8-sig")
    apply(admin)

    applicant = Applicant(facility, f"{facility.number}@example.jp")
    visitor.register(person, applicant)
    visitor.activate(person, visitor.activation_link(person, applicant))
    mailbox.read_mail(person, applicant.email, mailbox.REGISTERED)
    visitor.sign_in(person, applicant)
    says(person, facility.name)


def test_a_changed_line_shows_what_differs(admin: Page) -> None:
    facility = new_facility(3)
    send(admin, file_of(line(facility)))
    apply(admin)
    send(admin, file_of(line(facility, "改名接骨院")))
    assert (counts(admin)["更新"], counts(admin)["新規"]) == ("1", "0")
    row = admin.get_by_role("row", name=facility.printed_number)
    expect(row).to_contain_text(f"{facility.name} → 改名接骨院")
    apply(admin)
    admin.goto(f"/staff/facilities?q={facility.institution_code}")
    says(admin, "改名接骨院")


def test_the_same_file_again_changes_nothing(admin: Page) -> None:
    content = file_of(line(new_facility(4)))
    send(admin, content)
    twin = admin.context.new_page()
    twin.goto(admin.url)
    apply(admin)
    press(twin, "取り込みを確定する")
    says(twin, "この取り込みは確定できません")

    send(admin, content)
    says(admin, re.compile("^同じファイルは.*に取り込み済みです$"))
    says(admin, NOTHING_NEW)
    expect(admin.get_by_role("button", name="取り込みを確定する")).to_have_count(0)


@BOTH
def test_closing_many_is_confirmed_twice(person: Page, admin: Page, scripts: bool) -> None:
    first = 100 * (1 + scripts)
    leaving = [new_facility(first + number) for number in range(SHARE)]
    send(admin, file_of(*map(line, leaving)))
    apply(admin)
    send(admin, demo.FACILITIES.read_bytes(), WHOLE)
    closed = int(counts(admin)["無効化"])
    assert closed >= SHARE
    says(admin, "多くの施術所が無効になります")
    press(admin, "取り込みを確定する")
    says(admin, "無効になる施術所の数を確認した場合は、チェックを入れてください")
    tick(admin, f"{closed}件が無効になることを確認しました。")
    apply(admin)

    visitor.enter_name(person, Applicant(leaving[0], "closed@example.jp"))
    visitor.enter_facility(person, Applicant(leaving[0], "closed@example.jp"))
    press(person, "施術所名を確認する")
    expect(person.get_by_role("alert")).to_contain_text(UNKNOWN)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("これは一覧ではありません".encode(), re.compile("列")),
        (b"\xff\xfe\x00\x81", re.compile("文字コード|UTF-8")),
    ],
    ids=["no list", "no text"],
)
def test_a_wrong_file_is_explained(admin: Page, content: bytes, problem: re.Pattern[str]) -> None:
    send(admin, content)
    says(admin, "このファイルは取り込めません")
    says(admin, problem)
    expect(admin.get_by_role("button", name="取り込みを確定する")).to_have_count(0)
