"""下書き: a form as it was typed so far, one per facility and kind. Nothing of it is checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.contracts import FacilityRef


@dataclass(frozen=True)
class Draft:
    """`answers` are the form's fields by name, as typed."""

    kind: str
    facility: FacilityRef
    answers: dict[str, str]
    saved_at: datetime
