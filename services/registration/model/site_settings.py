"""What administrators set for the whole portal: periods, contact, holidays, review days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from services.registration.model.refusals import RegistrationClosed
from shared.contracts import SettingsChanged

REVIEW_DAYS = 5


@dataclass(frozen=True)
class SiteSettings:
    """Registration is open while it is not closed and `registration_from` ≤ today ≤
    `registration_to`; a missing day bounds nothing. An empty contact is the operator's file's.
    Days are ISO text; `holidays` are closed beside 土日 and 祝日."""

    registration_closed: bool = False
    registration_from: str = ""
    registration_to: str = ""
    requests_closed: bool = False
    telephone: str = ""
    telephone_note: str = ""
    hours: list[str] = field(default_factory=list)
    mail: str = ""
    contact_title: str = ""
    sender_name: str = ""
    review_days: int = REVIEW_DAYS
    holidays: list[str] = field(default_factory=list)
    version: int = 0

    def told(self) -> SettingsChanged:
        """What others hear of it."""
        return SettingsChanged(
            sender_name=self.sender_name,
            contact_title=self.contact_title,
            telephone=self.telephone,
            telephone_note=self.telephone_note,
            hours=self.hours,
            mail=self.mail,
        )

    def registration_open(self, today: date) -> bool:
        if self.registration_closed:
            return False
        first, last = self.registration_from, self.registration_to
        day = today.isoformat()
        return (not first or first <= day) and (not last or day <= last)

    def check_registration(self, today: date) -> None:
        if not self.registration_open(today):
            raise RegistrationClosed
