"""CloudEvents 1.0 in structured JSON, as the bus and the outbox carry it."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from marshmallow import ValidationError

from shared.contracts.codec import schema_of
from shared.contracts.event import Event

_SCHEMA_NAME = re.compile(r"urn:portal:(\w+):v(\d+)")
_NAMESPACE = uuid.UUID("6f0f4a55-3a7e-5c52-9c56-9d6f1f3f5b0e")


class Malformed(Exception):
    """Bytes that are no event of ours, or one of an unknown type or version."""


@dataclass(frozen=True)
class Envelope:
    """`time` is aware UTC; `aggregateversion` counts the saves of the publishing document."""

    id: str
    source: str
    subject: str
    time: datetime
    data: Event
    aggregateversion: int
    journey: str | None = None
    traceparent: str | None = None

    @property
    def type(self) -> str:
        return type(self.data).__name__

    @property
    def version(self) -> int:
        return self.data.version

    def to_dict(self) -> dict[str, object]:
        optional = {"journey": self.journey, "traceparent": self.traceparent}
        return {
            "specversion": "1.0",
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "subject": self.subject,
            "time": self.time.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
            "datacontenttype": "application/json",
            "dataschema": f"urn:portal:{self.type}:v{self.version}",
            "aggregateversion": self.aggregateversion,
            **{name: value for name, value in optional.items() if value},
            "data": schema_of(type(self.data)).dump(self.data),
        }


def routing_key(event_type: str, version: int) -> str:
    return f"{event_type}.v{version}"


def derived_id(causing_id: str, event_type: str, subject: str) -> str:
    """The same cause always makes the same id, so a repeated handler publishes nothing new."""
    return str(uuid.uuid5(_NAMESPACE, f"{causing_id}|{event_type}|{subject}"))


def decode(body: bytes | str, events: Mapping[tuple[str, int], type[Event]]) -> Envelope:
    """Bytes from the bus to an envelope; raises Malformed with a short reason."""
    try:
        raw = json.loads(body)
        name = _SCHEMA_NAME.fullmatch(raw["dataschema"])
        event = events[(name[1], int(name[2]))] if name else None
        if event is None or raw["type"] != event.__name__ or raw["specversion"] != "1.0":
            raise Malformed("type, dataschema and specversion do not agree")
        return Envelope(
            id=_text(raw["id"]),
            source=_text(raw["source"]),
            subject=_text(raw["subject"]),
            time=datetime.fromisoformat(raw["time"]),
            data=schema_of(event).load(raw["data"]),
            aggregateversion=int(raw["aggregateversion"]),
            journey=raw.get("journey"),
            traceparent=raw.get("traceparent"),
        )
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise Malformed(f"{type(error).__name__}: {error}"[:300]) from error


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("expected a text")
    return value
