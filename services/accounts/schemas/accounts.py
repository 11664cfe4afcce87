"""Accounts as their facility and staff see them; a facility may change the note only."""

from __future__ import annotations

from marshmallow import fields, missing

from services.accounts.model.account_parts import Status
from services.accounts.schemas.applications import HappeningSchema
from services.accounts.schemas.input import Note, SeenVersion
from services.accounts.schemas.output import list_of
from shared import japanese
from shared.web.fields import Instant, Schema, Text

LONGEST_REASON = 1000
STATUS = {"type": "string", "enum": [status.name.lower() for status in Status]}


class NoteSchema(Schema):
    note = Note(required=True, load_default=missing)
    version = SeenVersion()


class AccountMoveSchema(Schema):
    """Why staff change an account; only staff read it."""

    reason = Text(
        "理由を入力してください",
        longest=LONGEST_REASON,
        too_long=f"理由は{LONGEST_REASON}文字以内で入力してください（現在{{n}}文字）",
        normalise=japanese.text,
    )
    version = SeenVersion()


class TerminalSchema(Schema):
    name = fields.String()
    registered_at = Instant()


class AccountSchema(Schema):
    id = fields.String()
    ref = fields.String()
    note = fields.String()
    status = fields.Function(lambda account: account.status.name.lower(), metadata=STATUS)
    status_label = fields.String(attribute="status.label")
    release_requested = fields.Boolean()
    release_on = fields.Date(allow_none=True)
    facility_id = fields.String(attribute="facility.id")
    facility_name = fields.String(attribute="facility.name")
    started_on = fields.Date()
    ended_on = fields.Date(allow_none=True)
    suspended_on = fields.Date(allow_none=True)
    version = fields.Integer()
    issue = fields.Integer(
        attribute="secrets.version", metadata={"description": "The version of its valid sheet."}
    )
    issued_on = fields.Date()
    terminal = fields.Nested(TerminalSchema, allow_none=True)
    document_id = fields.String(allow_none=True)


AccountListSchema = list_of(AccountSchema)


class HistorySchema(Schema):
    """For staff: what happened to an account, the oldest first, and what may be done now."""

    lines = fields.List(fields.Nested(HappeningSchema))
    moves = fields.List(fields.String())


class AccountIdsSchema(Schema):
    ids = fields.List(fields.String())
