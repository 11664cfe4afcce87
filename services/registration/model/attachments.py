"""Files that texts on the public site offer for download."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_FILES = 5
NOT_THERE = "添付ファイルを確認できませんでした。もう一度添付してください"
UNUSED_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Attachment:
    """`file` is the id of a stored file, `name` what people read of it (代替名)."""

    file: str
    name: str
    bytes: int = 0


@dataclass(frozen=True)
class StoredFile:
    """`id` ends as files of its type do; `name` is what its writer calls it."""

    id: str
    name: str
    type: str
    bytes: int
    uploaded_by: str
    uploaded_at: datetime
