"""L8: new terms of use are agreed to before anything else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.portal.conftest import Portal
from tests.portal.published import Folder

FRONT = {"title": "利用規約", "effective": "2026-10-01", "changes": "第9条を加えました。"}
NOT_TICKED = "利用規約に同意する場合は、チェックを入れてください"


@pytest.fixture
def outdated(make_portal: Callable[..., Portal], folder: Folder) -> Portal:
    """The terms have a second version; the user has agreed to the first."""
    folder.write("terms/2.md", FRONT)
    portal = make_portal(content_dir=folder.path)
    portal.sign_in()
    return portal


@pytest.mark.parametrize("path", ["/", "/my", "/my/profile?x=1", "/services/myna"])
def test_every_page_of_users_leads_to_the_new_terms(outdated: Portal, path: str) -> None:
    answer = outdated.browser.get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/terms/accept?next=/")


@pytest.mark.parametrize("path", ["/terms", "/terms/1", "/contact", "/logout"])
def test_what_everybody_may_read_stays_open(outdated: Portal, path: str) -> None:
    assert outdated.browser.get(path).status_code == 200


def test_agreeing_leads_on(outdated: Portal) -> None:
    page = outdated.browser.get("/terms/accept?next=/my")
    assert "第9条を加えました。" in page.text
    assert 'href="/terms/1"' in page.text
    assert 'href="/terms/2"' in page.text
    outdated.registration.answers_with("POST", "me/terms", {})
    answer = outdated.browser.submit("/terms/accept", agree="yes")
    assert (answer.status_code, answer.location) == (303, "/my")
    assert outdated.registration.asked("POST", "me/terms")[0].body == {"version": "2"}


def test_without_a_tick_nothing_is_agreed_to(outdated: Portal) -> None:
    outdated.browser.get("/terms/accept?next=/my")
    page = outdated.browser.submit("/terms/accept")
    assert page.status_code == 422
    assert page.text.count(NOT_TICKED) == 2
    assert 'name="next" value="/my"' in page.text


@pytest.mark.parametrize("version", ["1", "3", ""])
def test_terms_that_were_not_shown_are_not_agreed_to(outdated: Portal, version: str) -> None:
    outdated.browser.get("/terms/accept")
    page = outdated.browser.submit("/terms/accept", agree="yes", version=version)
    assert page.status_code == 422


def test_terms_of_the_future_ask_nobody_yet(
    make_portal: Callable[..., Portal], folder: Folder
) -> None:
    folder.write("terms/2.md", {**FRONT, "effective": "2999-01-01"})
    portal = make_portal(content_dir=folder.path)
    portal.sign_in()
    assert portal.browser.get("/my").status_code == 200


def test_who_has_agreed_goes_on(portal: Portal) -> None:
    portal.sign_in()
    assert portal.browser.get("/terms/accept?next=/my").location == "/my"
    assert portal.browser.get("/terms/accept?next=//evil.example").location == "/"


def test_visitors_sign_in_first(portal: Portal) -> None:
    assert portal.browser.get("/terms/accept").location.startswith("/login")
