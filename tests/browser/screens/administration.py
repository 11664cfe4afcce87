"""ST8, ST13, ST14: the audit, one's own account, settings and staff."""

from __future__ import annotations

from tests.browser.screens.screen import Screen
from tests.browser.world import Cookies, World


def admin(world: World) -> Cookies:
    return world.admin


ADMINISTRATION = [
    Screen("ST8", "/staff/audit", "監査証跡", who=admin),
    Screen("ST8-none", "/staff/audit", "監査証跡", "/staff/audit?target=none", admin),
    Screen(
        "ST8-row",
        "/staff/audit/<service>/<row_id>",
        "監査証跡の記録",
        lambda w: w.audited_row,
        admin,
    ),
    Screen(
        "ST8-reviewer",
        "(any)",
        "この操作は行えません",
        "/staff/audit",
        lambda w: w.reviewer,
        status=403,
    ),
]
