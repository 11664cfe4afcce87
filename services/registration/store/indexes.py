"""Indexes as data, and which collections carry an outbox.

Who may be active is decided here: one active user per address and per facility.
"""

from __future__ import annotations

from pymongo import ASCENDING, DESCENDING, IndexModel

from services.registration.model.facilities import CLOSED
from shared.messaging.outbox import OUTBOX_INDEX
from shared.mongo import IS_TEXT

OUTBOX = ("users", "resets", "settings")
ACTIVATED = {"activated_at": {"$exists": True}}


def _expiring(field: str) -> IndexModel:
    return IndexModel([(field, ASCENDING)], name="expiry", expireAfterSeconds=0)


def _once_activated(field: str, name: str) -> IndexModel:
    return IndexModel(
        [(field, ASCENDING)], name=name, unique=True, partialFilterExpression=ACTIVATED
    )


def _few(name: str, field: str, value: object) -> IndexModel:
    few = {field: value}
    return IndexModel([(field, ASCENDING)], name=name, partialFilterExpression=few)


INDEXES = {
    "facilities": [
        *(
            IndexModel([(name, ASCENDING)], name=name)
            for name in ("institution_code", "name", "prefecture", "kind")
        ),
        _few("closed", "status", CLOSED),
        _few("sample", "sample", True),
    ],
    "imports": [
        IndexModel([("uploaded_at", DESCENDING)], name="uploaded_at"),
        IndexModel([("sha256", ASCENDING), ("applied_at", DESCENDING)], name="sha256"),
        IndexModel([("applied_at", DESCENDING)], name="applied_at"),
        IndexModel(
            [("lease_until", ASCENDING)],
            name="work",
            partialFilterExpression={"lease_until": {"$exists": True}},
        ),
    ],
    "import_parts": [
        _expiring("purge_at"),
        IndexModel([("import_id", ASCENDING), ("kind", ASCENDING)], name="file"),
    ],
    "users": [
        OUTBOX_INDEX,
        _once_activated("email", "one_active_address"),
        _once_activated("facilities.id", "one_active_facility"),
        IndexModel(
            [("email", ASCENDING), ("activated_at", DESCENDING), ("created_at", DESCENDING)],
            name="address",
        ),
        IndexModel([("family_name", ASCENDING)], name="family_name"),
        IndexModel([("facilities.id", ASCENDING)], name="facility"),
        IndexModel([("links.mac", ASCENDING)], name="link"),
        IndexModel([("email_links.mac", ASCENDING)], name="email_link"),
        IndexModel(
            [("request.key", ASCENDING)],
            name="request",
            unique=True,
            partialFilterExpression={"request.key": IS_TEXT},
        ),
        _expiring("purge_at"),
    ],
    "resets": [
        OUTBOX_INDEX,
        IndexModel([("link.mac", ASCENDING)], name="link"),
        IndexModel([("address", ASCENDING), ("link.sent_at", DESCENDING)], name="address"),
        _expiring("purge_at"),
    ],
    "publications": [
        IndexModel([("updated_at", DESCENDING), ("_id", ASCENDING)], name="last_changed"),
        IndexModel(
            [("kind", ASCENDING), ("updated_at", DESCENDING), ("_id", ASCENDING)], name="kind"
        ),
        IndexModel(
            [("state", ASCENDING), ("updated_at", DESCENDING), ("_id", ASCENDING)], name="state"
        ),
        IndexModel([("draft.attachments.file", ASCENDING)], name="draft_file"),
        IndexModel([("live.attachments.file", ASCENDING)], name="live_file"),
        IndexModel(
            [("form", ASCENDING)],
            name="form_once",
            unique=True,
            partialFilterExpression={"form": {"$exists": True}},
        ),
    ],
    "publication_files": [_expiring("purge_at")],
    "staff": [
        IndexModel([("email", ASCENDING)], name="email", unique=True),
        IndexModel([("links.mac", ASCENDING)], name="link"),
    ],
    "settings": [OUTBOX_INDEX],
    "drafts": [_expiring("expires_at")],
    "sessions": [
        IndexModel([("purge_at", ASCENDING)], name="purge", expireAfterSeconds=0),
        IndexModel([("owner_id", ASCENDING), ("seen_at", DESCENDING)], name="owner_seen"),
    ],
    "rescued_forms": [_expiring("expires_at")],
    "challenges": [_expiring("expires_at")],
    "locks": [_expiring("until")],
    "mailings": [_expiring("day_ends")],
}
