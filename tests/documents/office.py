"""What reaches this service and what people ask of it, in a line each."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.test import TestResponse

from services.documents.app import create_app
from services.documents.handlers import on_application_completed, on_grant_decided
from services.documents.settings import Settings
from services.documents.usecases import Service
from services.documents.worker import build_worker
from shared.contracts import (
    ApplicationCompleted,
    Envelope,
    GrantDecided,
    Institution,
    IssuedAccount,
    Person,
    Secret,
    decode,
)
from shared.messaging.bell import Bell
from shared.messaging.outbox import Outbox
from shared.messaging.worker import Worker
from shared.mongo import Database, Document
from shared.secrets import Keys
from tests.support.tokens import FACILITY, bearer, staff_token, user_token

APPROVED_AT = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
OTHER_FACILITY = {**FACILITY, "id": "ahaki:0123456789", "name": "見本はり灸院"}
Headers = dict[str, str]


class Clock:
    """Moves when the test says so."""

    def __init__(self) -> None:
        self.time = APPROVED_AT

    def now(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


class Office:
    """The service's edges over a real store; `service` is the same use cases for crashes."""

    def __init__(self, settings: Settings, db: Database[Document], clock: Clock) -> None:
        self._settings, self._folder = settings, settings.common.secrets_dir
        self.db, self.clock = db, clock
        self.app = create_app(settings, clock.now)
        self.service: Service = self.app.extensions["documents"]

    def approval(self, terminals: int = 3, ref: str = "7K2M9Q", **changes: Any) -> Envelope:
        """An approval as accounts would publish it, its secrets really sealed."""
        sealer = Keys(self._folder, "accounts").sealer()
        outbox = Outbox("accounts", sealer, Bell("nowhere"), self.clock.now)
        completed = ApplicationCompleted(
            ref=ref,
            kind="start",
            facility_id=FACILITY["id"],
            user_id="user-1",
            recipient=Person("hanako@example.jp", "山田", "花子"),
            institution=Institution(FACILITY["institution_code"], FACILITY["name"]),
            accounts=[
                IssuedAccount(account_id(n), 1, Secret(secret(n))) for n in range(1, terminals + 1)
            ],
        )
        [entry] = outbox.entries([dataclasses.replace(completed, **changes)], version=3)
        return decode(json.dumps(entry))

    def handle(self, approval: Envelope, service: Service | None = None) -> None:
        on_application_completed(approval, service or self.service)

    def issued(self, terminals: int = 3, **changes: Any) -> Envelope:
        approval = self.approval(terminals, **changes)
        self.handle(approval)
        return approval

    def decision(self, ref: str = "7K2M9Q", number: str = "K0000001", **changes: Any) -> Envelope:
        """A decided grant as accounts would publish it."""
        sealer = Keys(self._folder, "accounts").sealer()
        outbox = Outbox("accounts", sealer, Bell("nowhere"), self.clock.now)
        decided = GrantDecided(
            ref=ref,
            notice_no=number,
            facility_id=FACILITY["id"],
            user_id="user-1",
            recipient=Person("hanako@example.jp", "山田", "花子"),
            institution=Institution(FACILITY["institution_code"], FACILITY["name"]),
            registration_number=FACILITY["registration_number"],
            scheme="導入支援助成金（見本）",
            total=48_200,
            amount=41_000,
            decided_on="2026-11-21",
        )
        [entry] = outbox.entries([dataclasses.replace(decided, **changes)], version=5)
        return decode(json.dumps(entry))

    def decided(self, **changes: Any) -> Envelope:
        decision = self.decision(**changes)
        on_grant_decided(decision, self.service)
        return decision

    def worker(self) -> Worker:
        return build_worker(self._settings, self.clock.now)

    def news(self, ref: str = "7K2M9Q") -> list[Envelope]:
        """What the bundle still owes to others."""
        bundle = self.db["bundles"].find_one({"_id": ref})
        return [decode(json.dumps(entry)) for entry in bundle["outbox"]]

    def user(self, **claims: object) -> Headers:
        return bearer(user_token(self._folder, at=self.clock.now(), **claims))

    def staff(self, role: str) -> Headers:
        return bearer(staff_token(self._folder, role, at=self.clock.now()))

    def get(self, path: str, who: Headers) -> TestResponse:
        return self.app.test_client().get(f"/api/documents/{path}", headers=who)

    def post(self, path: str, who: Headers) -> TestResponse:
        return self.app.test_client().post(f"/api/documents/{path}", headers=who)


def account_id(number: int) -> str:
    return f"W{number:07d}"


def secret(number: int) -> dict[str, str]:
    return {"password": f"Xy{number}#pQ7mKw=&", "activation_code": f"9876{number:04d}5432"}
