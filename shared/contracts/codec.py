"""Events ↔ plain JSON, by marshmallow schemas made from the dataclasses (the only description)."""

from __future__ import annotations

import types
import typing
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from datetime import datetime
from functools import cache

from marshmallow import EXCLUDE, Schema, fields, post_load

from shared.contracts.event import Sealed, Secret

SEALED = {"description": "A box that only one service can open: HPKE, base64url without padding."}


class _Instant(fields.AwareDateTime):
    def _serialize(self, value: datetime | None, *args: object, **kwargs: object) -> str | None:
        return value and f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03d}Z"


@cache
def schema_of(cls: type) -> Schema:
    """The schema of one event or part; unknown fields are ignored, so producers may add some."""
    hints = typing.get_type_hints(cls)
    members: dict[str, object] = {
        f.name: _field(hints[f.name]) for f in dataclass_fields(cls) if f.init
    }
    members["make"] = post_load(lambda self, data, **_: cls(**data))
    members["Meta"] = type("Meta", (), {"unknown": EXCLUDE})
    return type(cls.__name__, (Schema,), members)()


def _field(hint: object) -> fields.Field:
    if isinstance(hint, types.UnionType) and Secret in typing.get_args(hint):
        return fields.Nested(schema_of(Sealed), required=True, metadata=SEALED)
    if typing.get_origin(hint) is list:
        return fields.List(_field(typing.get_args(hint)[0]), required=True)
    if is_dataclass(hint):
        return fields.Nested(schema_of(hint), required=True)
    if hint is int:
        return fields.Integer(strict=True, required=True)
    if hint is datetime:
        return _Instant(format="iso", required=True)
    if hint is str:
        return fields.String(required=True)
    raise TypeError(f"no schema for {hint!r}")
