"""A form whose session ended before it arrived; half an hour later it is forgotten."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

LIFE = timedelta(minutes=30)


@dataclass(frozen=True)
class RescuedForm:
    """`sealed` is what `owner_id` had typed into the form at `path`."""

    id: str
    owner_id: str
    path: str
    sealed: bytes = field(repr=False)
    expires_at: datetime
