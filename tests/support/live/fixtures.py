"""Fixtures of the rooms that need a running portal; each room starts its own.

Package scope on purpose: Playwright keeps an event loop running in this thread, and no other
room may meet it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from tests.support.live.ageing import Ageing
from tests.support.live.api import Api
from tests.support.live.chromium import launch, opened
from tests.support.live.people import Applicant
from tests.support.live.reviewer import sign_in_staff
from tests.support.live.running import RunningPortal

OpenContext = Callable[..., BrowserContext]
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    running = RunningPortal(tmp_path_factory.mktemp("portal"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="package")
def api(portal: RunningPortal) -> Api:
    return Api(portal)


@pytest.fixture(scope="package")
def ageing(portal: RunningPortal) -> Iterator[Ageing]:
    passing = Ageing(portal)
    yield passing
    passing.close()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures for people to look at: PORTAL_SCREENSHOTS, else among pytest's temporary files."""
    chosen = os.environ.get("PORTAL_SCREENSHOTS")
    folder = Path(chosen) if chosen else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def open_context(
    chromium: Browser,
    portal: RunningPortal,
    screenshots: Path,
    request: pytest.FixtureRequest,
) -> Iterator[OpenContext]:
    """Opens one person's browser after the other; a failed test leaves pictures of all pages."""
    people: list[BrowserContext] = []
    with ExitStack() as stack:

        def open_one(**options: object) -> BrowserContext:
            people.append(stack.enter_context(opened(chromium, portal.url, **options)))
            return people[-1]

        yield open_one
        if request.node.stash.get(FAILED, False):
            take_pictures(people, screenshots / "failed" / request.node.name)


@pytest.fixture
def scripts() -> bool:
    """Whether browsers run them; `BOTH` tells a story with and without."""
    return False


@pytest.fixture
def person(open_context: OpenContext, scripts: bool) -> Page:
    """An applicant's browser."""
    return open_context(java_script_enabled=scripts).new_page()


@pytest.fixture(scope="package")
def reviewer_session(portal: RunningPortal, chromium: Browser) -> StorageState:
    """Signed in once with password and authenticator, as its numbers are good for one use."""
    with opened(chromium, portal.url, java_script_enabled=False) as context:
        sign_in_staff(context.new_page(), portal.staff["reviewer"])
        return context.storage_state()


@pytest.fixture(scope="package")
def reviewer_api(portal: RunningPortal, api: Api) -> str:
    """A reviewer's session for preparing states."""
    return api.sign_in_staff(portal.staff["reviewer"])


@pytest.fixture
def empty_desk(api: Api, reviewer_api: str) -> None:
    """Nothing of other tests waits for a decision."""
    api.clear_desk(reviewer_api)


@pytest.fixture
def staff(open_context: OpenContext, reviewer_session: StorageState, scripts: bool) -> Page:
    """A reviewer's browser, signed in."""
    context = open_context(java_script_enabled=scripts, storage_state=reviewer_session)
    return context.new_page()


@pytest.fixture(scope="package")
def admin_session(portal: RunningPortal, api: Api) -> str:
    return api.sign_in_staff(portal.staff["admin"])


@pytest.fixture
def admin(
    open_context: OpenContext, portal: RunningPortal, admin_session: str, scripts: bool
) -> Page:
    """An administrator's browser, signed in."""
    context = open_context(java_script_enabled=scripts)
    cookie = {"name": "portal_staff", "value": admin_session, "url": portal.url}
    context.add_cookies([cookie])
    return context.new_page()


@pytest.fixture
def user(portal: RunningPortal, api: Api) -> Applicant:
    """Somebody registered, who has not applied for anything yet."""
    return registered(portal, api)


@pytest.fixture(scope="package")
def newcomer(portal: RunningPortal, api: Api) -> Applicant:
    """As `user`, for tests that leave everything as they found it."""
    return registered(portal, api)


@pytest.fixture(scope="package")
def user_with_accounts(portal: RunningPortal, api: Api, reviewer_api: str) -> Applicant:
    """Somebody whose application for two terminals is complete, documents and all."""
    return with_accounts(portal, api, reviewer_api)


def with_accounts(portal: RunningPortal, api: Api, reviewer_api: str, *kinds: str) -> Applicant:
    applicant = registered(portal, api, *kinds)
    session = api.sign_in(applicant)
    ref = api.apply(session, ["受付1番パソコン", "受付2番パソコン"])["ref"]
    api.complete(reviewer_api, ref)
    api.accounts(session, ref)
    return applicant


def registered(portal: RunningPortal, api: Api, *kinds: str) -> Applicant:
    applicant = portal.applicant(*kinds)
    api.new_user(applicant)
    return applicant


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leaves word for the fixtures whether the test failed."""
    report = yield
    item.stash[FAILED] = report.failed
    return report


def take_pictures(people: list[BrowserContext], folder: Path) -> None:
    pages = [page for context in people for page in context.pages]
    for number, page in enumerate(pages, 1):
        page.screenshot(path=folder / f"{number}.png", full_page=True)
