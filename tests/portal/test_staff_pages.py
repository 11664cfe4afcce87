"""Whom the pages of the staff side are there for, tried on every one of them."""

from __future__ import annotations

from tests.portal.conftest import Portal
from tests.portal.fakes import PUBLIC_URL
from tests.portal.test_shell import paths

OPEN = ("/staff/login", "/staff/enrol/")


def staff_pages(portal: Portal) -> list[str]:
    every = [path for path in paths(portal.app, "GET") if path.startswith("/staff")]
    found = [path for path in every if not path.startswith(OPEN)]
    assert "/staff" in found
    return found


def test_nothing_is_there_for_visitors(portal: Portal) -> None:
    for path in staff_pages(portal):
        answer = portal.browser.client.get(path, base_url=PUBLIC_URL)
        assert answer.status_code == 404, path


def test_nothing_is_there_for_users(portal: Portal) -> None:
    portal.sign_in()
    for path in staff_pages(portal):
        answer = portal.browser.client.get(path, base_url=PUBLIC_URL)
        assert answer.status_code == 404, path


def test_staff_whose_session_has_ended_sign_in_again(portal: Portal) -> None:
    portal.registration.refuses("GET", "sessions/current", 401, "session_ended", detail="")
    portal.browser.set_cookie("portal_staff", "old")
    for path in staff_pages(portal):
        answer = portal.browser.client.get(path, base_url=PUBLIC_URL)
        assert answer.location == "/staff/login", path
