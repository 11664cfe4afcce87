"""The facilities master: who may register, as the operator's list says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from datetime import datetime

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

    @property
    def digest(self) -> str:
        """Two facilities are the same when their digests are."""
        text = "\x1f".join(getattr(self, f.name) for f in fields(self))
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()

    def closed(self) -> Facility:
        return replace(self, status=CLOSED)

    def differences(self, other: Facility) -> list[Difference]:
        """What is different in `other`, member by member."""
        pairs = [(f.name, getattr(self, f.name), getattr(other, f.name)) for f in fields(self)]
        return [Difference(name, old, new) for name, old, new in pairs if old != new]


@dataclass(frozen=True)
class Difference:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """By an import, or by hand (`by` and `reason`)."""

    at: datetime
    differences: list[Difference]
    import_id: str = ""
    by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Entry:
    """A facility with its latest changes, oldest first. `corrected`: by hand, and not yet
    overwritten by an import."""

    facility: Facility
    version: int
    corrected: bool
    history: list[Change]
