"""Pieces every answer is made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marshmallow import fields

from shared import clock
from shared.web.fields import Schema


class Instant(fields.DateTime):
    """2026-11-21T09:05:00.000Z"""

    def _serialize(self, value: datetime | None, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return value and clock.rfc3339(value)


class FacilitySchema(Schema):
    id = fields.String()
    kind = fields.String()
    registration_number = fields.String()
    institution_code = fields.String()
    name = fields.String()


def list_of(item: type[Schema]) -> type[Schema]:
    """The schema of one page of `item`."""
    members = {
        "items": fields.List(fields.Nested(item)),
        "page": fields.Integer(),
        "per_page": fields.Integer(),
        "total": fields.Integer(),
    }
    return type(f"{item.__name__.removesuffix('Schema')}List", (Schema,), members)
