"""併設: the lists of people with two facilities, and the end of a link that could not be made."""

from __future__ import annotations

from tests.browser.screens.grants import GRANT
from tests.browser.screens.screen import Screen
from tests.browser.screens.staff import REVIEW, reviewer
from tests.browser.screens.user import ACCOUNTS_TITLE, REQUEST
from tests.browser.world import Cookies, World

NOTICES = f"{GRANT}/notices"
NOTICES_TITLE = "交付決定通知書ダウンロード"


def two_roofs(world: World) -> Cookies:
    return world.two_roofs.cookies


def revoked(world: World) -> Cookies:
    return world.revoked_link.cookies


def of_the_second(world: World) -> str:
    return f"{NOTICES}?facility_id={world.second_roof}"


ROOFS = [
    Screen("V6-two", NOTICES, NOTICES_TITLE, who=two_roofs),
    Screen("V6-second", NOTICES, NOTICES_TITLE, of_the_second, two_roofs),
    Screen("V7-two", "/my/list", "マイリスト", who=two_roofs),
    Screen("A1-two", "/services/myna/accounts", ACCOUNTS_TITLE, who=two_roofs),
    Screen(
        "V7b-linked", REQUEST, "申請状況 {ref}",
        lambda w: f"/services/myna/requests/{w.two_roofs.ref}", two_roofs,
    ),
    Screen(
        "V7b-revoked", REQUEST, "申請状況 {ref}",
        lambda w: f"/services/myna/requests/{w.revoked_link.ref}", revoked,
    ),
    Screen(
        "ST3-revoked", REVIEW, "審査 {ref}",
        lambda w: f"/staff/applications/{w.revoked_link.ref}", reviewer,
    ),
]  # fmt: skip
