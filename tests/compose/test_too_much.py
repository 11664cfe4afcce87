"""More than the gateway lets through: the words are right for the form it was sent from."""

from __future__ import annotations

import httpx2
import pytest

from tests.compose.stack import Stack

MEGABYTE = 1024 * 1024
FORMS = {
    "/login": 1,
    "/services/myna/grant?facility=x": 26,
    "/staff/notices/new/notices": 26,
    "/staff/facilities/import": 40,
}
CALLS = {
    "registration/sessions": 1,
    "accounts/uploads": 6,
    "registration/publications/files": 6,
    "registration/facility-imports": 40,
}
SEEM_SIGNED_IN = {"Cookie": "__Host-portal_user=x; __Host-portal_staff=x"}


def sent(url: str, length: int) -> httpx2.Response:
    return httpx2.post(url, content=b"x" * length, headers=SEEM_SIGNED_IN, timeout=30)


@pytest.mark.parametrize(("path", "megabytes"), FORMS.items())
def test_a_form_hears_its_own_limit(stack: Stack, path: str, megabytes: int) -> None:
    answer = sent(stack.url + path, (megabytes + 2) * MEGABYTE)
    assert answer.status_code == 413
    assert f"送信できるのは、1回につき{megabytes}MBまでです。" in answer.text
    assert '<a href="">前の画面を開き直す</a>' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("path", "megabytes"), FORMS.items())
def test_up_to_its_limit_the_page_itself_answers(stack: Stack, path: str, megabytes: int) -> None:
    answer = sent(stack.url + path, megabytes * MEGABYTE)
    assert answer.status_code == 400
    assert "画面の有効期限が切れました" in answer.text


@pytest.mark.parametrize(("path", "megabytes"), CALLS.items())
def test_a_program_hears_what_a_service_would_say(stack: Stack, path: str, megabytes: int) -> None:
    answer = sent(f"{stack.url}/api/{path}", (megabytes + 2) * MEGABYTE)
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["code"], problem["detail"]) == ("too_large", "送信された内容が大きすぎます。")
