"""Texts for the public site."""

from __future__ import annotations

from dataclasses import asdict

from pymongo import DESCENDING
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.registration.model.attachments import Attachment
from services.registration.model.publications import Content, Publication
from shared.mongo import Document, store_errors


class PublicationStore:
    def __init__(self, db: Database[Document]) -> None:
        self._publications = db["publications"]

    @store_errors()
    def add(self, publication: Publication) -> bool:
        """False when its id or its form is taken."""
        try:
            self._publications.insert_one(_document(publication))
        except DuplicateKeyError:
            return False
        return True

    @store_errors()
    def save(self, publication: Publication) -> bool:
        """False when somebody else was faster."""
        seen = {"_id": publication.id, "version": publication.version - 1}
        return self._publications.replace_one(seen, _document(publication)).modified_count == 1

    def get(self, publication_id: str) -> Publication | None:
        return self._one({"_id": publication_id})

    def by_form(self, form: str) -> Publication | None:
        return self._one({"form": form})

    @store_errors()
    def page(self, kind: str, state: str, skip: int, limit: int) -> tuple[list[Publication], int]:
        """One page, last changed first, and how many there are; an empty filter means all."""
        asked = {"kind": kind, "state": state}
        query = {name: value for name, value in asked.items() if value}
        rows = self._publications.find(query).sort([("updated_at", DESCENDING), ("_id", 1)])
        found = [_publication(row) for row in rows.skip(skip).limit(limit)]
        return found, self._publications.count_documents(query)

    @store_errors()
    def once_live(self) -> list[Publication]:
        """Whatever has been published, the withdrawn too."""
        rows = self._publications.find({"state": {"$in": ["published", "withdrawn"]}})
        return [_publication(row) for row in rows]

    @store_errors()
    def offering(self, file_id: str) -> list[Publication]:
        """Those whose published text holds the file."""
        rows = self._publications.find({"live.attachments.file": file_id})
        return [_publication(row) for row in rows]

    @store_errors()
    def holds(self, file_id: str) -> bool:
        """Whether any text does, published or not."""
        places = ("draft.attachments.file", "live.attachments.file")
        return any(self._publications.find_one({place: file_id}, {"_id": 1}) for place in places)

    @store_errors()
    def _one(self, query: Document) -> Publication | None:
        row = self._publications.find_one(query)
        return _publication(row) if row else None


def _document(publication: Publication) -> Document:
    members = {
        **vars(publication),
        "draft": asdict(publication.draft),
        "live": asdict(publication.live) if publication.live else None,
        "state": publication.state,
    }
    members["_id"] = members.pop("id")
    return {name: value for name, value in members.items() if value not in (None, "")}


def _publication(row: Document) -> Publication:
    return Publication(
        id=row["_id"],
        kind=row["kind"],
        draft=_content(row["draft"]),
        live=_content(row["live"]) if "live" in row else None,
        withdrawn_at=row.get("withdrawn_at"),
        updated_at=row["updated_at"],
        updated_by=row["updated_by"],
        version=row["version"],
        form=row.get("form", ""),
        sent=row.get("sent", ""),
    )


def _content(part: Document) -> Content:
    attachments = tuple(Attachment(**each) for each in part.get("attachments", ()))
    return Content(part["front"], part["body"], attachments)
