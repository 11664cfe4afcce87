"""A5: further terminals, from the form to the correction of a returned application."""

from __future__ import annotations

import pytest

from tests.portal.answers import REF, addition, application, completed, page
from tests.portal.conftest import Portal
from tests.portal.fakes import controls, facts_of, hidden_fields
from tests.portal.form_answers import ADDITION_CHECKED, ADDITION_TYPED

ADD = "/services/myna/accounts/add"
CONFIRM = f"{ADD}/confirm"
ADDED = addition()["ref"]


def opened(portal: Portal, *existing: dict) -> str:
    """The fake answers the same list whatever the kind."""
    portal.sign_in()
    portal.accounts.answers_with("GET", "applications", page(*existing))
    portal.accounts.answers_with("GET", "accounts", page(total=3))
    for one in existing:
        portal.accounts.answers_with("GET", f"applications/{one['ref']}", one)
    return portal.browser.get(ADD).text


@pytest.mark.parametrize(
    ("existing", "link"),
    [([], "/services/myna/start?facility=f1"), ([application()], f"/services/myna/requests/{REF}")],
    ids=["nothing", "in review"],
)
def test_before_the_first_accounts_the_page_says_why_and_what_is_next(
    portal: Portal, existing: list[dict], link: str
) -> None:
    html = opened(portal, *existing)
    assert "利用開始申請の手続き完了後に申請できます。" in html
    assert f'href="{link}"' in html
    assert "terminals" not in controls(html)


def test_the_form_asks_how_many_for_whom_and_why(portal: Portal) -> None:
    html = opened(portal, completed())
    assert {"terminals", "reason"} <= set(controls(html))
    assert facts_of(html)["施術所"] == "サンプル接骨院"


def test_from_the_form_to_the_receipt(portal: Portal) -> None:
    opened(portal, completed())
    portal.accounts.answers_with("POST", "applications/check", ADDITION_CHECKED)
    portal.accounts.answers_with("POST", "applications", addition(), status=201)
    html = portal.browser.submit(ADD, **ADDITION_TYPED).text
    asked = portal.accounts.asked("POST", "applications/check")[0].body
    assert asked == {**ADDITION_CHECKED, "terminals": "２", "notes": ["訪問用"]}
    assert facts_of(html)["理由"].startswith("訪問施術を始めるため")
    page_id = hidden_fields(html, CONFIRM)["form_id"]
    answer = portal.browser.submit(CONFIRM)
    assert (answer.status_code, answer.location) == (303, f"{ADD}/done/{ADDED}")
    assert portal.accounts.asked("POST", "applications")[0].headers["idempotency-key"] == page_id
    portal.accounts.answers_with("GET", f"applications/{ADDED}", addition())
    assert "追加申請を受け付けました" in portal.browser.get(answer.location).text


def test_complaints_stand_beside_their_fields(portal: Portal) -> None:
    opened(portal, completed())
    errors = [
        {"field": "reason", "code": "too_long", "message": "二"},
        {"field": "terminals", "code": "range", "message": "一"},
    ]
    portal.accounts.refuses("POST", "applications/check", 422, "invalid", errors=errors)
    answer = portal.browser.submit(ADD, terminals="99", reason="長い")
    assert answer.status_code == 422
    assert answer.text.index("一</a>") < answer.text.index("二</a>")
    assert controls(answer.text)["reason"].text.strip() == "長い"


def test_a_returned_addition_is_corrected_in_its_own_form(portal: Portal) -> None:
    back = addition("returned", moves=["resubmit"], version=3, comment="x", deadline="2026-12-10")
    portal.sign_in()
    portal.accounts.answers_with("GET", f"applications/{ADDED}", back)
    html = portal.browser.get(f"/services/myna/requests/{ADDED}").text
    assert f'href="{ADD}?facility=f1"' in html
    assert facts_of(html)["理由"] == "訪問施術を始めるため"
