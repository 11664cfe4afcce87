"""The portal with fake services beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from services.portal.app import create_app
from services.portal.settings import SERVICES, Settings
from tests.portal.fakes import PUBLIC_URL, Browser, FakeService, session_answer
from tests.portal.grant_answers import OFFER_PATH, offer
from tests.portal.published import Folder, sample_copy


@dataclass(frozen=True)
class Portal:
    app: Flask
    browser: Browser
    registration: FakeService
    accounts: FakeService
    documents: FakeService
    notifier: FakeService

    def sign_in(self, minutes_ago: int = 0, **session: object) -> None:
        """The browser holds a cookie that registration knows."""
        auth_time = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        answer = session_answer(auth_time.isoformat(), **session)
        self.registration.answers_with("GET", "sessions/current", answer)
        self.accounts.answers_with("GET", OFFER_PATH, offer("not_started"))
        self.accounts.answers_with("GET", "drafts", {"items": []})
        self.browser.set_cookie("portal_user", "secret")

    def sign_in_staff(self, role: str = "reviewer") -> None:
        staff = {"id": "s1", "email": "shinsa@portal.example", "role": role, "name": "審査一郎"}
        auth_time = datetime.now(UTC).isoformat()
        answer = session_answer(auth_time, kind="staff", staff=staff)
        self.registration.answers_with("GET", "sessions/current", answer)
        if ("GET", "messages") not in self.notifier.answers:
            nothing = {"items": [], "page": 1, "per_page": 20, "total": 0}
            self.notifier.answers_with("GET", "messages", nothing)
        self.browser.set_cookie("portal_staff", "secret")


@pytest.fixture
def make_portal() -> Callable[..., Portal]:
    def make(**settings: object) -> Portal:
        services = {name: FakeService(name) for name in SERVICES}
        known = Settings(**{"public_url": PUBLIC_URL, "cookie_key": b"k" * 32, **settings})
        app = create_app(known, services)
        return Portal(app, Browser(app.test_client()), **services)

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The sample content, to be changed."""
    return sample_copy(tmp_path / "content")


@pytest.fixture
def portal(make_portal: Callable[..., Portal], tmp_path: Path) -> Portal:
    return make_portal(mailbox_dir=tmp_path / "mailbox")
