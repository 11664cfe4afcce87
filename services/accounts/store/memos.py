"""Staff's notes: only ever added."""

from __future__ import annotations

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.accounts.model.memos import Memo
from shared.mongo import Document, store_errors


class MemoStore:
    def __init__(self, db: Database[Document]) -> None:
        self._memos = db["memos"]

    @store_errors()
    def add(self, memo: Memo) -> Memo:
        """The one that stands under this id now."""
        document = {**vars(memo)}
        document["_id"] = document.pop("id")
        try:
            self._memos.insert_one(document)
        except DuplicateKeyError:
            return _memo(self._memos.find_one({"_id": memo.id}) or document)
        return memo

    @store_errors()
    def of(self, ref: str) -> list[Memo]:
        """Oldest first."""
        return [_memo(row) for row in self._memos.find({"ref": ref}).sort([("at", 1), ("_id", 1)])]


def _memo(row: Document) -> Memo:
    return Memo(row["_id"], row["ref"], row["at"], row["by"], row["text"])
