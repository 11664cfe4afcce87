"""What people and terminals do with this service, in a line each."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from werkzeug.test import TestResponse

from services.accounts.app import create_app
from services.accounts.model.actor import Actor
from services.accounts.model.credentials import check_digit
from services.accounts.settings import Settings
from services.accounts.usecases.applications import lapse_overdue
from services.accounts.usecases.completion import approve_application
from services.accounts.usecases.ports import Service
from shared import clock as real_clock
from shared.contracts import ApplicationCompleted, Envelope, decode
from shared.mongo import Database, Document
from shared.secrets import Keys
from tests.support.tokens import FACILITY, bearer, staff_token, user_token

OTHER_FACILITY = {
    "id": "ahaki:0123456789",
    "kind": "ahaki",
    "registration_number": "01234567-8-9",
    "institution_code": "1190000001",
    "name": "見本はり灸院",
}
TERMINAL = {"fingerprint": "tpm-4711", "name": "受付1番"}
Headers = dict[str, str]
Sheet = dict[str, str]


class Clock:
    """Starts now, so that dates are valid, and moves when the test says so."""

    def __init__(self) -> None:
        self.time = real_clock.now()

    def now(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


class Desk:
    """The service's HTTP edge; `service` is the same use cases without HTTP, for crashes."""

    def __init__(self, settings: Settings, db: Database[Document], clock: Clock) -> None:
        self._folder = settings.common.secrets_dir
        self.db, self.clock = db, clock
        self.app = create_app(settings, clock.now)
        self.service: Service = self.app.extensions["accounts"]

    def user(self, **claims: object) -> Headers:
        return bearer(user_token(self._folder, at=self.clock.now(), **claims))

    def user_of(self, number: int) -> Headers:
        """The user of one of many facilities."""
        facility = {**FACILITY, "id": f"judo:{number}", "name": f"施術所{number}"}
        return self.user(sub=f"user-{number}", facilities=[facility])

    def staff(self, role: str = "reviewer", name: str = "審査一郎") -> Headers:
        return bearer(staff_token(self._folder, role, name, at=self.clock.now()))

    def get(self, path: str, who: Headers) -> TestResponse:
        return self.app.test_client().get(f"/api/accounts/{path}", headers=who)

    def post(self, path: str, body: object = None, who: Headers | None = None) -> TestResponse:
        return self.send("POST", path, body, who or {})

    def delete(self, path: str, who: Headers) -> TestResponse:
        return self.app.test_client().delete(f"/api/accounts/{path}", headers=who)

    def put(self, path: str, body: object, who: Headers) -> TestResponse:
        return self.send("PUT", path, body, who)

    def patch(self, path: str, body: object, who: Headers) -> TestResponse:
        return self.send("PATCH", path, body, who)

    def send(self, method: str, path: str, body: object, who: Headers) -> TestResponse:
        return self.app.test_client().open(
            f"/api/accounts/{path}",
            method=method,
            data=json.dumps(body),
            content_type="application/json",
            headers=who,
        )

    def submitted(self, who: Headers | None = None, **changes: object) -> dict[str, Any]:
        who = who or self.user()
        facility = {"facility_id": self.facility_of(who)}
        return found(self.post("applications", form(**{**facility, **changes}), who), 201)

    def facility_of(self, who: Headers) -> str:
        claims = self.app.extensions["verifier"].caller(who["Authorization"].split()[1])
        return claims.facilities[0].id

    def claimed(self, who: Headers | None = None, **changes: object) -> dict[str, Any]:
        ref = self.submitted(who, **changes)["ref"]
        return found(self.post(f"applications/{ref}/claim", {}, self.staff()))

    def lapse(self) -> None:
        lapse_overdue(self.service)

    def returned(self, **changes: object) -> dict[str, Any]:
        claimed = self.claimed(**changes)
        deadline = real_clock.jst_date(self.clock.now()) + timedelta(days=14)
        body = {"version": claimed["version"], "comment": "台数", "deadline": str(deadline)}
        return found(self.post(f"applications/{claimed['ref']}/return", body, self.staff()))

    def completed(self, who: Headers | None = None, **changes: object) -> dict[str, Any]:
        claimed = self.claimed(who, **changes)
        body = {"version": claimed["version"]}
        return found(self.post(f"applications/{claimed['ref']}/complete", body, self.staff()))

    def decided(self, **changes: object) -> str:
        """The ref of an application whose approving process died right after the decision."""
        claimed, staff = self.claimed(**changes), Actor("staff-1", "reviewer", "審査一郎")
        ref, seen = claimed["ref"], claimed["version"]
        return approve_application(self.service, staff, ref, seen=seen, request=None).ref

    def news(self, collection: str, document_id: str) -> list[Envelope]:
        """The events a document still owes, oldest first."""
        entries = self.db[collection].find_one({"_id": document_id})["outbox"]
        return [decode(json.dumps(entry)) for entry in entries]

    def sheets(self, ref: str) -> list[Sheet]:
        """What documents would print for an application, opened with documents' own key."""
        envelope = self.news("applications", ref)[-1]
        completed = envelope.data
        assert isinstance(completed, ApplicationCompleted)
        unsealer = Keys(self._folder, "documents").unsealer()
        return [
            {
                "institution_code": completed.institution.code,
                "id": issued.account_id,
                **unsealer.open(
                    envelope, f"/data/accounts/{n}/sealed", issued.sealed, issued.account_id
                ),
            }
            for n, issued in enumerate(completed.accounts)
        ]

    def sheet(self) -> Sheet:
        """The four values of one fresh account."""
        return self.sheets(self.completed(terminals=1)["ref"])[0]


def form(**changes: object) -> dict[str, object]:
    """A filled application form."""
    return {
        "kind": "start",
        "facility_id": FACILITY["id"],
        "terminals": 3,
        "notes": ["受付1番パソコン", "", "診察室"],
        "planned_date": None,
        "acknowledged": True,
        **changes,
    }


def activation(sheet: Sheet, **terminal: str) -> dict[str, object]:
    """What a terminal sends with its sheet's four values."""
    return {**sheet, "terminal": {**TERMINAL, **terminal}}


def wrong_code(sheet: Sheet) -> Sheet:
    """A plausible code that is not the account's."""
    start = f"{(int(sheet['activation_code'][:11]) + 1) % 10**11:011d}"
    return {**sheet, "activation_code": start + check_digit(start)}


def found(answer: TestResponse, status: int = 200) -> Any:
    """The body of an answer that must have this status."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


def messages(answer: TestResponse) -> dict[str, str]:
    """The complaints of a refused form by field."""
    return {error["field"]: error["message"] for error in found(answer, 422)["errors"]}


def together(*calls: Callable[[], TestResponse]) -> Sequence[TestResponse]:
    """The answers to calls made at the same time."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(lambda call: call(), calls))
