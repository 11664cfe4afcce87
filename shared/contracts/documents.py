"""What documents publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shared.contracts.event import Event, Person


@dataclass(frozen=True)
class StoredSheet:
    """One PDF that was stored and read back."""

    account_id: str
    document_id: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class ReissuedDocumentReady(Event):
    """The sheet of an account's latest issue is stored and readable; older ones are not."""

    consumers: ClassVar = ("accounts", "notifier")
    ref: str
    account_id: str
    issue: int
    recipient: Person
    document_id: str
    sha256: str
    bytes: int

    @property
    def subject(self) -> str:
        return self.account_id


@dataclass(frozen=True)
class ApplicationDocumentsReady(Event):
    """All sheets of an application are stored and readable."""

    consumers: ClassVar = ("accounts", "notifier")
    ref: str
    kind: str
    facility_id: str
    user_id: str
    recipient: Person
    accounts: list[StoredSheet]

    @property
    def subject(self) -> str:
        return self.ref


@dataclass(frozen=True)
class DecisionNoticeReady(Event):
    """The 交付決定通知書 of a grant is stored and readable."""

    consumers: ClassVar = ("accounts", "notifier")
    ref: str
    notice_no: str
    facility_id: str
    recipient: Person
    document_id: str
    sha256: str
    bytes: int

    @property
    def subject(self) -> str:
        return self.ref
