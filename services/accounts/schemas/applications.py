"""An application as its caller may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import fields

from services.accounts.model.actor import Actor
from services.accounts.model.application import Application
from services.accounts.model.notice import (
    STAFF_ONLY,
    TO_CONFIRM,
    Notice,
    may_confirm,
    notice_due,
)
from services.accounts.model.parts import Claim
from services.accounts.schemas.kinds import FORMS
from services.accounts.schemas.output import FacilitySchema, list_of
from shared.contracts import PROCEDURES
from shared.web.fields import Instant, Schema


@dataclass(frozen=True)
class ApplicationView:
    """Applicants are not told the names of staff."""

    application: Application
    actor: Actor

    @property
    def kind_label(self) -> str:
        return PROCEDURES[self.application.kind]

    @property
    def details(self) -> dict[str, Any]:
        return FORMS[self.application.kind]().dump(self.application.content)

    @property
    def moves(self) -> list[str]:
        return self.application.moves(self.actor.role)

    @property
    def claim(self) -> Claim | None:
        return self.application.claim if self.actor.is_staff else None

    @property
    def notice(self) -> Notice | None:
        """Applicants see it once it is decided, without the names of staff."""
        notice = self.application.notice
        if self.actor.is_staff or notice is None:
            return notice
        return notice.for_applicants() if notice.number else None

    @property
    def notice_due(self) -> str:
        return notice_due(self.application) if self.actor.is_staff else ""

    @property
    def may_confirm(self) -> bool:
        due = self.notice_due == TO_CONFIRM and self.actor.role != "viewer"
        return due and may_confirm(self.application, self.actor)

    @property
    def timeline(self) -> list[dict[str, Any]]:
        return [
            {**vars(line), "by": line.told_to(self.actor)}
            for line in self.application.timeline
            if self.actor.is_staff or line.what not in STAFF_ONLY
        ]


class ApplicantSchema(Schema):
    user_id = fields.String()
    email = fields.String(attribute="person.email")
    family_name = fields.String(attribute="person.family_name")
    given_name = fields.String(attribute="person.given_name")


class ClaimSchema(Schema):
    staff_id = fields.String()
    name = fields.String()
    since = Instant()


class HappeningSchema(Schema):
    at = Instant()
    what = fields.String()
    label = fields.String()
    by = fields.String()
    comment = fields.String(allow_none=True)


class IssuedSchema(Schema):
    accounts = fields.Integer()
    documents = fields.Integer()
    expected = fields.Integer()


class OfficerSchema(Schema):
    name = fields.String()
    at = Instant()


class NoticeSchema(Schema):
    """交付決定通知書. `number` and `document_id` are empty until it has them."""

    decided_on = fields.Date()
    number = fields.String()
    document_id = fields.String()
    issuer = fields.Nested(OfficerSchema, allow_none=True)
    confirmer = fields.Nested(OfficerSchema, allow_none=True)


class ApplicationSchema(Schema):
    """Of an ApplicationView."""

    ref = fields.String(attribute="application.ref")
    kind = fields.String(attribute="application.kind")
    kind_label = fields.String()
    state = fields.String(attribute="application.state")
    state_label = fields.String(attribute="application.state.label")
    facility = fields.Nested(FacilitySchema, attribute="application.facility")
    applicant = fields.Nested(ApplicantSchema, attribute="application.applicant")
    terminals = fields.Integer(attribute="application.content.terminals", allow_none=True)
    notes = fields.List(fields.String(), attribute="application.content.notes", dump_default=list)
    planned_date = fields.Date(
        attribute="application.content.planned_date", dump_default=None, allow_none=True
    )
    details = fields.Dict(metadata={"description": "What the kind asks for, as in its form."})
    submitted_at = Instant(attribute="application.submitted_at")
    updated_at = Instant(attribute="application.updated_at")
    version = fields.Integer(attribute="application.version")
    moves = fields.List(fields.String())
    claim = fields.Nested(ClaimSchema, allow_none=True)
    comment = fields.String(attribute="application.comment", allow_none=True)
    deadline = fields.Date(attribute="application.deadline", allow_none=True)
    timeline = fields.List(fields.Nested(HappeningSchema))
    issued = fields.Nested(IssuedSchema, attribute="application.issued", allow_none=True)
    notice = fields.Nested(NoticeSchema, allow_none=True)
    notice_due = fields.String(metadata={"description": "issue, confirm or empty; for staff"})
    may_confirm = fields.Boolean(metadata={"description": "Whether the caller may be the second."})


ApplicationListSchema = list_of(ApplicationSchema)


class ExportRowSchema(Schema):
    """Of an ApplicationView: what the review desk's list shows."""

    ref = fields.String(attribute="application.ref")
    kind_label = fields.String()
    facility = fields.Nested(FacilitySchema, attribute="application.facility")
    terminals = fields.Integer(attribute="application.content.terminals", allow_none=True)
    amount = fields.Integer(
        attribute="application.content.amount", dump_default=None, allow_none=True
    )
    submitted_at = Instant(attribute="application.submitted_at")
    state_label = fields.String(attribute="application.state.label")
    claim = fields.Nested(ClaimSchema, allow_none=True)


class ExportSchema(Schema):
    """`total` may be more than there are items."""

    items = fields.List(fields.Nested(ExportRowSchema))
    total = fields.Integer()


class SummarySchema(Schema):
    """The review desk at a glance."""

    submitted = fields.Integer()
    in_review = fields.Integer()
    returned_due_soon = fields.Integer()
    oldest = fields.List(fields.Nested(ApplicationSchema))
