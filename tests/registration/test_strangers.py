"""Whatever anybody sends to registration."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registration.conftest import Api, Clock
from tests.support.strangers import knock
from tests.support.tokens import bearer, staff_token, user_token


@pytest.mark.timeout(300)
def test_no_request_breaks_the_service(api: Api, now: Clock, secrets_dir: Path) -> None:
    api.activated()
    person = {"family_name": "山田", "given_name": "花子", "kind": "judo"}
    callers = {
        "session": {"Authorization": f"Session {api.sign_in().json['secret']}"},
        "draft": {"Authorization": f"Draft {api.post('drafts', person).json['secret']}"},
        "user": bearer(user_token(secrets_dir, at=now(), sub=api.db.users.find_one()["_id"])),
        "admin": bearer(staff_token(secrets_dir, "admin", at=now())),
    }
    knock(api.client.application, "registration", callers, {"facility_id": "judo:契012345678"})
