"""What reviewers preview is what the notifier will write."""

from __future__ import annotations

import pytest

from services.notifier.emails import Site, write
from shared.contracts import ApplicationRejected, ApplicationReturned, Person
from shared.settings import Operator
from tests.portal.answers import REF, in_review
from tests.portal.conftest import Portal
from tests.portal.fakes import PUBLIC_URL, parsed
from tests.portal.review_desk import DETAIL, at_desk

COMMENT = "端末台数を確認してください。\n3台でよろしいですか。"
RECIPIENT = Person("taro@clinic.example", "基金", "太郎")
SITE = Site(PUBLIC_URL, Operator())
DAY = {"deadline_y": "2026", "deadline_m": "12", "deadline_d": "9"}


@pytest.mark.parametrize(
    ("move", "typed", "name", "event"),
    [
        (
            "return",
            DAY,
            "application-returned",
            ApplicationReturned(REF, "start", RECIPIENT, COMMENT, "2026-12-09"),
        ),
        (
            "reject",
            {},
            "application-rejected",
            ApplicationRejected(REF, "start", RECIPIENT, COMMENT),
        ),
    ],
    ids=["差戻し", "却下"],
)
def test_the_preview_is_the_mail(
    portal: Portal, move: str, typed: dict[str, str], name: str, event: object
) -> None:
    at_desk(portal, in_review())
    portal.browser.get(f"{DETAIL}/{move}")
    answer = portal.browser.submit(f"{DETAIL}/{move}", action="preview", comment=COMMENT, **typed)
    preview = next(parsed(answer.text).iter("pre")).text.strip()
    assert write(name, event, SITE).body.startswith(preview)
    assert not portal.accounts.asked("POST", f"applications/{REF}/{move}")


def test_the_preview_shows_what_is_still_missing(portal: Portal) -> None:
    at_desk(portal, in_review())
    portal.browser.get(f"{DETAIL}/return")
    preview = portal.browser.submit(f"{DETAIL}/return", action="preview", deadline_y="2026")
    assert "期限：（再申請期限）" in preview.text
    assert "（差戻しの理由）" in preview.text


def test_the_preview_shows_markup_as_what_it_is(portal: Portal) -> None:
    at_desk(portal, in_review())
    portal.browser.get(f"{DETAIL}/reject")
    html = portal.browser.submit(f"{DETAIL}/reject", action="preview", comment="<b>x</b>").text
    assert next(parsed(html).iter("pre")).text.strip().endswith("<b>x</b>")
    assert "<b>x</b>" not in html
