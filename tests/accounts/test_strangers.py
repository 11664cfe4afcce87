"""Whatever anybody sends to accounts."""

from __future__ import annotations

from tests.accounts.desk import Desk
from tests.support.strangers import knock


def test_no_request_breaks_the_service(desk: Desk) -> None:
    desk.completed()
    known = {"ref": desk.submitted(desk.user_of(2))["ref"], "account_id": "W0000001"}
    callers = {"user": desk.user_of(2), "reviewer": desk.staff(), "admin": desk.staff("admin")}
    knock(desk.app, "accounts", callers, known)
