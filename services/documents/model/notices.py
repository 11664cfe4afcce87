"""交付決定通知書 of a decided grant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shared.clock import ja_date
from shared.contracts import DecisionNoticeReady, GrantDecided, Person


@dataclass(frozen=True)
class Notice:
    """The facts about one stored PDF; `amount` in yen."""

    number: str
    ref: str
    facility_id: str
    decided_on: date
    amount: int
    created_at: datetime
    bytes: int
    sha256: str
    last_viewed_at: datetime | None = None

    @property
    def file_name(self) -> str:
        return f"{self.number}_kofu_kettei.pdf"

    def ready(self, recipient: Person) -> DecisionNoticeReady:
        return DecisionNoticeReady(
            ref=self.ref,
            notice_no=self.number,
            facility_id=self.facility_id,
            recipient=recipient,
            document_id=self.number,
            sha256=self.sha256,
            bytes=self.bytes,
        )


def printed(decided: GrantDecided, sender: str) -> dict[str, str]:
    """The data of the template decision-notice."""
    return {
        "number": decided.notice_no,
        "date": ja_date(date.fromisoformat(decided.decided_on)),
        "institution_name": decided.institution.name,
        "institution_code": decided.institution.code,
        "registration_number": decided.registration_number,
        "sender": sender,
        "scheme": decided.scheme,
        "ref": decided.ref,
        "total": f"{decided.total:,}円",
        "amount": f"{decided.amount:,}円",
        "spelled_out": "",
    }
