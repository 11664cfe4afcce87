"""An office's own portal: no demo, no mail server yet, own facilities, a broker that is away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from deploy.bench.people import Api, registration_body
from tests.compose.stack import Stack, until
from tests.support.store import CHECKOUT

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]
COLUMNS = "kind,registration_number,institution_code,name,name_kana,prefecture,address,phone,status"
REGISTRATIONS = 200
MAILS_BY_STATE = (
    "import os; from services.notifier.settings import Settings; from shared import mongo;"
    "s = Settings.from_env(os.environ); db = mongo.database(s.common.mongo_url, 'notifier');"
    "print([mail['state'] for mail in db.mails.find()])"
)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """The public texts as an operator copies them."""
    return Path(shutil.copytree(CHECKOUT / "services" / "portal" / "content", tmp_path / "texts"))


@pytest.fixture
def office(engine: None, texts: Path) -> Iterator[Stack]:
    running = Stack(PORTAL_CONTENT_DIR=str(texts))
    try:
        running.start()
        yield running
    finally:
        running.stop()


def facilities(count: int) -> list[dict[str, str]]:
    return [
        {"kind": "josan", "prefix": "", "number": f"77{number:08}", "code": f"88{number:08}"}
        for number in range(count)
    ]


def import_facilities(stack: Stack, given: list[dict[str, str]]) -> None:
    rows = [
        f"josan,{each['number']},{each['code']},助産所{each['number']},ジョサンジョ,東京都,1番,,open"
        for each in given
    ]
    table = "\n".join([COLUMNS, *rows, ""])
    imported = ("run", "--rm", "-T", "tools", "facilities", "import", "/dev/stdin")
    assert f"新規 {len(given)}件" in stack.compose(*imported, text=table)


def test_without_a_mail_server_mails_wait_and_all_is_healthy(office: Stack, texts: Path) -> None:
    (facility,) = facilities(1)
    import_facilities(office, [facility])
    body = registration_body(facility, "first@clinic.example")
    Api(office.url).call("POST", "registration/registrations", body)
    states = ("exec", "-T", "notifier", "python", "-c", MAILS_BY_STATE)
    until(lambda: office.compose(*states).strip() == "['queued']")
    assert office.ready()
    assert "PORTAL_SMTP_URL" in office.compose("run", "--rm", "tools", "doctor")
    _a_notice_saved_in_the_folder_is_shown(office, texts)


def _a_notice_saved_in_the_folder_is_shown(office: Stack, texts: Path) -> None:
    notice = (
        "---\ntitle: 窓口を移しました\ncategory: other\npublished: 2026-01-05 10:00\n---\n本文\n"
    )
    (texts / "notices" / "2026-01-moved.md").write_text(notice, encoding="utf-8")
    page = httpx2.get(f"{office.url}/news/2026-01-moved")
    assert page.status_code == 200
    assert "窓口を移しました" in page.text


def test_no_demo_for_the_public(engine: None) -> None:
    public = {"PORTAL_PUBLIC_URL": "https://portal.example", "PORTAL_MAIL_FROM": "a@portal.example"}
    running = Stack("demo", **public)
    try:
        with pytest.raises(AssertionError, match="demo"):
            running.start()
        assert "no demo data" in running.compose("--profile", "demo", "logs", "demo")
    finally:
        running.stop()


def test_registrations_are_taken_while_the_broker_is_away(stack: Stack) -> None:
    given = facilities(REGISTRATIONS)
    import_facilities(stack, given)
    api = Api(stack.url)
    stack.compose("stop", "rabbitmq")
    for number, facility in enumerate(given):
        body = registration_body(facility, f"office{number}@clinic.example")
        api.call("POST", "registration/registrations", body)
    stack.compose("start", "rabbitmq")
    for number in range(REGISTRATIONS):
        address = f"office{number}@clinic.example"
        stack.token_mailed_to(address)
        assert len({mail["MessageID"] for mail in stack.mails_to(address)}) == 1
