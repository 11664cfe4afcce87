"""Files of published texts. `purge_at` exists until a text holds the file, and again once none
does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime

from pymongo.database import Database

from services.registration.model.attachments import StoredFile
from shared.mongo import Document, store_errors

FACTS = {each.name: 1 for each in fields(StoredFile) if each.name != "id"}


class FileStore:
    def __init__(self, db: Database[Document]) -> None:
        self._files = db["publication_files"]

    @store_errors()
    def add(self, file: StoredFile, content: bytes, purge_at: datetime) -> None:
        row = asdict(file)
        row["_id"] = row.pop("id")
        self._files.insert_one({**row, "content": content, "purge_at": purge_at})

    @store_errors()
    def known(self, ids: Sequence[str]) -> dict[str, StoredFile]:
        """By id; what is not there is left out."""
        rows = self._files.find({"_id": {"$in": list(ids)}}, FACTS)
        return {row["_id"]: StoredFile(row.pop("_id"), **row) for row in rows}

    @store_errors()
    def content(self, file_id: str) -> bytes | None:
        row = self._files.find_one({"_id": file_id}, {"content": 1})
        return bytes(row["content"]) if row else None

    @store_errors()
    def keep(self, ids: Sequence[str]) -> None:
        self._files.update_many({"_id": {"$in": list(ids)}}, {"$unset": {"purge_at": ""}})

    @store_errors()
    def let_go(self, ids: Sequence[str], purge_at: datetime) -> None:
        self._files.update_many({"_id": {"$in": list(ids)}}, {"$set": {"purge_at": purge_at}})
