"""Imports of the facilities master as administrators see them."""

from __future__ import annotations

from marshmallow import fields

from services.registration.schemas.master import DifferenceSchema
from shared.web.fields import Instant, Schema


class CountsSchema(Schema):
    """`closes_many`: to be confirmed twice."""

    added = fields.Integer()
    changed = fields.Integer()
    unchanged = fields.Integer()
    closed = fields.Integer()
    errors = fields.Integer()
    changes = fields.Integer()
    closes_many = fields.Boolean()


class ShownSchema(Schema):
    """One difference; `what` is added, changed or closed."""

    facility_id = fields.String()
    registration_number = fields.String()
    name = fields.String()
    what = fields.String()
    differences = fields.List(fields.Nested(DifferenceSchema))


class ImportSchema(Schema):
    """`state`: waiting, checked, confirmed, done or refused (`problem` says why). `shown` are the
    first differences; `earlier_at` is when this very file was applied before."""

    id = fields.String()
    file_name = fields.String()
    mode = fields.String()
    state = fields.String()
    by = fields.String()
    confirmed_by = fields.String()
    uploaded_at = Instant()
    checked_at = Instant(allow_none=True)
    applied_at = Instant(allow_none=True)
    earlier_at = Instant(allow_none=True)
    rows_done = fields.Integer()
    problem = fields.String()
    counts = fields.Nested(CountsSchema)
    shown = fields.List(fields.Nested(ShownSchema))


class ImportListSchema(Schema):
    items = fields.List(fields.Nested(ImportSchema))


class ConfirmationSchema(Schema):
    """`many`: yes, more than 5 % are to be closed."""

    many = fields.Boolean(load_default=False)
