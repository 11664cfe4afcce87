"""Indexes as data, and which collections carry an outbox. Marks of work are unset when it is done,
so the partial indexes over them stay small; `notices_due` keeps the decided grants too."""

from __future__ import annotations

from pymongo import ASCENDING, DESCENDING, IndexModel

from shared.messaging.outbox import OUTBOX_INDEX
from shared.mongo import IS_TEXT

OUTBOX = ("applications", "accounts", "start_dates")

INDEXES = {
    "applications": [
        OUTBOX_INDEX,
        IndexModel(
            [("facility.id", ASCENDING), ("kind", ASCENDING), ("place", ASCENDING)],
            name="one_open_each",
            unique=True,
            partialFilterExpression={"open": True},
        ),
        IndexModel(
            [("requests.key", ASCENDING)],
            name="request",
            unique=True,
            partialFilterExpression={"requests.key": IS_TEXT},
        ),
        IndexModel(
            [("to_create", ASCENDING)],
            name="to_create",
            partialFilterExpression={"to_create": True},
        ),
        IndexModel(
            [("unsettled", ASCENDING)],
            name="unsettled",
            partialFilterExpression={"unsettled": True},
        ),
        IndexModel(
            [("deadline", ASCENDING)],
            name="returned",
            partialFilterExpression={"state": "returned"},
        ),
        IndexModel(
            [("notice_due", ASCENDING), ("submitted_at", ASCENDING)],
            name="notices_due",
            partialFilterExpression={"notice_due": {"$exists": True}},
        ),
        IndexModel(
            [("details.files", ASCENDING)],
            name="files",
            partialFilterExpression={"details.files": IS_TEXT},
        ),
        IndexModel([("facility.id", ASCENDING), ("submitted_at", DESCENDING)], name="of_facility"),
        IndexModel([("state", ASCENDING), ("submitted_at", ASCENDING)], name="queue"),
        IndexModel([("submitted_at", ASCENDING), ("_id", ASCENDING)], name="received"),
        IndexModel([("kind", ASCENDING), ("submitted_at", ASCENDING)], name="of_kind"),
        IndexModel(
            [("claim.staff_id", ASCENDING), ("submitted_at", ASCENDING)],
            name="claimed",
            partialFilterExpression={"claim.staff_id": {"$exists": True}},
        ),
    ],
    "uploads": [
        IndexModel(
            [("facility_id", ASCENDING), ("uploaded_at", ASCENDING)],
            name="unused_of_facility",
            partialFilterExpression={"unused_since": {"$exists": True}},
        ),
        IndexModel(
            [("unused_since", ASCENDING)],
            name="unused",
            partialFilterExpression={"unused_since": {"$exists": True}},
        ),
    ],
    "memos": [
        IndexModel([("ref", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)], name="of_one"),
    ],
    "start_dates": [
        OUTBOX_INDEX,
        IndexModel(
            [("remind_at", ASCENDING)],
            name="to_remind",
            partialFilterExpression={"remind_at": {"$exists": True}},
        ),
    ],
    "profiles": [
        IndexModel([("facilities", ASCENDING)], name="of_facility"),
    ],
    "application_drafts": [
        IndexModel([("facility.id", ASCENDING)], name="of_facility"),
    ],
    "accounts": [
        OUTBOX_INDEX,
        IndexModel(
            [("release_on", ASCENDING)],
            name="release_on",
            partialFilterExpression={"release_on": {"$exists": True}},
        ),
        IndexModel(
            [("facility.id", ASCENDING), ("status", ASCENDING), ("_id", ASCENDING)],
            name="of_facility",
        ),
        IndexModel([("facility.institution_code", ASCENDING)], name="of_institution"),
    ],
}
