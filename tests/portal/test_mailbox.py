"""D1–D2: the mails of one machine."""

from __future__ import annotations

import mailbox
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.portal.conftest import Portal

LINK = "http://127.0.0.1:8080/a/0123456789ABCDEFGHIJKLMNOPa"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mailbox"


def deliver(folder: Path, to: str, hour: int, body: str = LINK) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "from@portal.example", to
    mail["Subject"] = f"【施術所等向け総合ポータルサイト】{hour}時のお知らせ"
    mail["Date"] = f"Sat, 21 Nov 2026 {hour:02}:05:00 +0900"
    mail["Message-ID"] = "<0a-1b.activation-link@portal.example>"
    mail.set_content(body, cte="base64")
    mailbox.Maildir(folder).add(mail)


def test_an_empty_mailbox_says_so(portal: Portal) -> None:
    page = portal.browser.get("/dev/mailbox")
    assert "メールはまだありません。" in page.text
    assert "開発用：実際のメールは送信されません" in page.text


def test_mails_are_listed_newest_first_and_filtered_by_recipient(
    portal: Portal, folder: Path
) -> None:
    deliver(folder, "taro@clinic.example", 9)
    deliver(folder, "hanako@clinic.example", 18)
    page = portal.browser.get("/dev/mailbox").text
    assert page.index("18時のお知らせ") < page.index("9時のお知らせ")
    assert "2026年11月21日 18:05" in page
    assert "activation-link" in page
    filtered = portal.browser.get("/dev/mailbox?to=taro").text
    assert "hanako" not in filtered


def test_a_mail_shows_its_text_with_links_of_this_site_only(portal: Portal, folder: Path) -> None:
    body = f"{LINK}\n<b>https://evil.example/</b>"
    deliver(folder, "taro@clinic.example", 9, body)
    listed = portal.browser.get("/dev/mailbox").text
    path = listed.split('href="/dev/mailbox/')[1].split('"')[0]
    page = portal.browser.get(f"/dev/mailbox/{path}").text
    assert f'<a href="{LINK}">{LINK}</a>' in page
    assert "&lt;b&gt;https://evil.example/&lt;/b&gt;" in page
    raw = portal.browser.get(f"/dev/mailbox/{path}/raw")
    assert "Message-ID: <0a-1b.activation-link@portal.example>" in raw.text


def test_all_mails_can_be_deleted(portal: Portal, folder: Path) -> None:
    deliver(folder, "taro@clinic.example", 9)
    portal.browser.get("/dev/mailbox")
    portal.browser.submit("/dev/mailbox/clear")
    assert "メールはまだありません。" in portal.browser.get("/dev/mailbox").text


def test_an_unknown_mail_is_not_found(portal: Portal) -> None:
    assert portal.browser.get("/dev/mailbox/nothing").status_code == 404


def test_the_mailbox_exists_only_on_a_loopback_address(
    make_portal: Callable[..., Portal], folder: Path
) -> None:
    portal = make_portal(public_url="https://portal.example", mailbox_dir=folder)
    answer = portal.browser.client.get("/dev/mailbox", base_url="https://portal.example")
    assert answer.status_code == 404
