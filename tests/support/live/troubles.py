"""Makes things go wrong in the store of a running portal: what a server or a bug would do."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from tests.support.live.running import RunningPortal

SAMPLES = Path(__file__).parents[3] / "shared" / "contracts" / "samples"
REFUSED = "550 5.1.1 no such box"


class Troubles:
    def __init__(self, portal: RunningPortal) -> None:
        self._client: MongoClient[dict[str, Any]] = MongoClient(
            portal.settings()["PORTAL_MONGO_URL"], tz_aware=True
        )

    def mail_refused(self, recipient: str, name: str) -> str | None:
        """The mail of that name to this person was refused by the server; its id, None as long
        as it has not been sent."""
        mails = self._client["notifier"]["mails"]
        mail = mails.find_one({"recipient": recipient, "mail": name, "state": "sent"})
        if mail is None:
            return None
        attempt = {"at": datetime.now(UTC), "verdict": "refused", "reason": REFUSED}
        refused = {"state": "failed", "sent_at": None, "history": [attempt]}
        mails.update_one({"_id": mail["_id"]}, {"$set": refused, "$unset": {"due_at": ""}})
        return str(mail["_id"])

    def event_failed(self, email: str, cause: str, *, state: str = "dead") -> str:
        """A changed password of this person that the notifier could not tell; the event's id."""
        envelope = json.loads((SAMPLES / "PasswordChanged.v1.json").read_text(encoding="utf-8"))
        event_id = str(uuid.uuid4())
        envelope |= {"id": event_id, "data": {**envelope["data"], "email": email}}
        row = {
            "_id": f"notifier:{event_id}",
            "state": state,
            "attempt": 6,
            "cause": cause,
            "envelope": json.dumps(envelope, ensure_ascii=False),
            "failed_at": datetime.now(UTC),
        }
        later = {"next_attempt_at": datetime(2099, 1, 1, tzinfo=UTC)} if state == "waiting" else {}
        self._client["notifier"]["inbox"].insert_one({**row, **later})
        return event_id

    @contextmanager
    def mislaid(self, email: str) -> Iterator[None]:
        """For the moment, registration knows nobody with this address."""
        users = self._client["registration"]["users"]
        user = users.find_one({"email": email})
        assert user
        users.delete_one({"_id": user["_id"]})
        try:
            yield
        finally:
            users.insert_one(user)

    def garbage_arrived(self) -> str:
        """Bytes that are no event; what they are kept under."""
        key = uuid.uuid4().hex
        row = {"state": "dead", "attempt": 0, "envelope": "?", "cause": "Malformed: not JSON"}
        self._client["notifier"]["inbox"].insert_one({"_id": f"notifier:{key}", **row})
        return key

    def close(self) -> None:
        self._client.close()
