"""Files people attach to applications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MOST_FILES = 5


@dataclass(frozen=True)
class Upload:
    """What is known of a stored file; `unused_since` is None once an application holds it."""

    id: str
    facility_id: str
    role: str
    name: str
    type: str
    bytes: int
    sha256: str
    uploaded_by: str
    uploaded_at: datetime
    unused_since: datetime | None
