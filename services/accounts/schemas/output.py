"""Pieces every answer is made of."""

from __future__ import annotations

from marshmallow import fields

from shared.web.fields import Schema


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
