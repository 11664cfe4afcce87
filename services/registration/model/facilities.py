"""The facilities master: who may register, as the operator's list says."""

from __future__ import annotations

from dataclasses import dataclass

from services.registration.model.numbers import RegistrationNumber
from shared.contracts import FacilityRef

OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True)
class Facility:
    """`registration_number` is written as on the notice; `status` is open or closed."""

    id: str
    kind: str
    registration_number: str
    institution_code: str
    name: str
    name_kana: str
    prefecture: str
    address: str
    phone: str
    status: str = OPEN

    @classmethod
    def numbered(cls, number: RegistrationNumber, **particulars: str) -> Facility:
        return cls(number.facility_id, number.kind, number.written, **particulars)

    @property
    def ref(self) -> FacilityRef:
        return FacilityRef(
            self.id, self.kind, self.registration_number, self.institution_code, self.name
        )
