"""A bundle is what one approved application gets: a sheet per account, announced all or none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from shared.clock import jst_date
from shared.contracts import (
    ApplicationCompleted,
    ApplicationDocumentsReady,
    CredentialsReissued,
    Envelope,
    Event,
    Institution,
    IssuedAccount,
    Person,
    ReissuedDocumentReady,
    StoredSheet,
)

_VARIATION_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@dataclass(frozen=True)
class Bundle:
    """`accounts` are those whose sheets are to be made, with their secrets still sealed."""

    ref: str
    kind: str
    facility_id: str
    user_id: str
    recipient: Person
    institution: Institution
    issued_on: date
    cause: str
    accounts: tuple[IssuedAccount, ...]

    @classmethod
    def of(cls, completed: ApplicationCompleted, envelope: Envelope) -> Bundle:
        """`issued_on` is the day of the approval in Japan; `cause` the id of its event."""
        return cls(
            ref=completed.ref,
            kind=completed.kind,
            facility_id=completed.facility_id,
            user_id=completed.user_id,
            recipient=completed.recipient,
            institution=completed.institution,
            issued_on=jst_date(envelope.time),
            cause=envelope.id,
            accounts=tuple(completed.accounts),
        )

    @property
    def id(self) -> str:
        return self.ref

    @property
    def document_ids(self) -> list[str]:
        return [document_id(one.account_id, one.version) for one in self.accounts]

    @property
    def sealed_in(self) -> type[Event]:
        """The event whose secrets these are."""
        return ApplicationCompleted

    def pointer(self, position: int) -> str:
        """Where in that event the secrets of an account stand."""
        return f"/data/accounts/{position}/sealed"

    def ready(self, sheets: Sequence[Sheet]) -> Event:
        return ApplicationDocumentsReady(
            ref=self.ref,
            kind=self.kind,
            facility_id=self.facility_id,
            user_id=self.user_id,
            recipient=self.recipient,
            accounts=[StoredSheet(s.account_id, s.id, s.sha256, s.bytes) for s in sheets],
        )


@dataclass(frozen=True)
class Reissue(Bundle):
    """New credentials for one account: a bundle of one sheet, announced in words of its own."""

    @classmethod
    def told(cls, reissued: CredentialsReissued, envelope: Envelope) -> Reissue:
        account = IssuedAccount(reissued.account_id, reissued.issue, reissued.sealed)
        return cls(
            ref=reissued.ref,
            kind="",
            facility_id=reissued.facility_id,
            user_id=reissued.user_id,
            recipient=reissued.recipient,
            institution=reissued.institution,
            issued_on=jst_date(envelope.time),
            cause=envelope.id,
            accounts=(account,),
        )

    @property
    def id(self) -> str:
        return self.document_ids[0]

    @property
    def sealed_in(self) -> type[Event]:
        return CredentialsReissued

    def pointer(self, position: int) -> str:
        return "/data/sealed"

    def ready(self, sheets: Sequence[Sheet]) -> Event:
        [sheet] = sheets
        return ReissuedDocumentReady(
            ref=self.ref,
            account_id=sheet.account_id,
            issue=sheet.version,
            recipient=self.recipient,
            document_id=sheet.id,
            sha256=sheet.sha256,
            bytes=sheet.bytes,
        )


@dataclass(frozen=True)
class Credentials:
    """What a terminal is set up with. `activation_code` is 12 digits."""

    institution_code: str
    institution_name: str
    account_id: str
    password: str = field(repr=False)
    activation_code: str = field(repr=False)

    def printed(self, issued_on: date, sender: str) -> dict[str, str]:
        """The data of the template account-sheet."""
        code = self.activation_code
        return {
            **vars(self),
            "activation_code": "-".join((code[:4], code[4:8], code[8:])),
            "date": f"{issued_on:%Y/%m/%d}",
            "sender": sender,
            "spelled_out": "",
        }


@dataclass(frozen=True)
class Sheet:
    """The facts about one stored PDF; `bytes` and `sha256` are of the PDF in clear."""

    account_id: str
    version: int
    ref: str
    facility_id: str
    created_at: datetime
    bytes: int
    sha256: str
    last_viewed_at: datetime | None = None

    @property
    def id(self) -> str:
        return document_id(self.account_id, self.version)

    @property
    def file_name(self) -> str:
        return f"{self.account_id}_skg_account.pdf"


def newest_of(sheets: Iterable[Sheet]) -> list[Sheet]:
    """The valid sheet of each account, in the order of the accounts."""
    newest: dict[str, Sheet] = {}
    for sheet in sorted(sheets, key=lambda sheet: (sheet.account_id, sheet.version)):
        newest[sheet.account_id] = sheet
    return list(newest.values())


def document_id(account_id: str, version: int) -> str:
    return f"{account_id}-{version}"


def spell_out(data: dict[str, str], strangers: Collection[str]) -> dict[str, str]:
    """The data with each character the font lacks written as its code point, like ［U+20BB7］,
    and all of those under `spelled_out` for the sheet's explanation. A variation selector is just
    left out: its character keeps its meaning and appears in the font's own form."""
    spelled = {
        char: "" if _VARIATION_SELECTOR.match(char) else f"［U+{ord(char):04X}］"
        for char in sorted(strangers)
    }
    table = str.maketrans(spelled)
    return {
        **{key: text.translate(table) for key, text in data.items()},
        "spelled_out": "".join(spelled.values()),
    }
