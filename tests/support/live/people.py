"""Who takes part in a journey, and what is on the paper before them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

import pyotp

CODE_SECONDS = 30


@dataclass(frozen=True)
class Facility:
    """A line of demo.json; `number` is digits only."""

    kind: str
    prefix: str | None
    number: str
    institution_code: str
    name: str

    @property
    def printed_number(self) -> str:
        """As on the notice: 契0123456-7-8 or 01234567-8-9; plain for the other kinds."""
        if self.kind not in ("judo", "ahaki"):
            return self.number
        return f"{self.prefix or ''}{self.number[:-2]}-{self.number[-2]}-{self.number[-1]}"


@dataclass(frozen=True)
class Applicant:
    facility: Facility
    email: str
    family_name: str = "山田"
    given_name: str = "花子"
    phone: str = "03-1234-5678"
    password: str = "Kiwi7Tanuki-Mado"

    def but(self, **changes: str) -> Applicant:
        return replace(self, **changes)


@dataclass
class Staff:
    email: str
    password: str
    totp_secret: str
    _last_step: int = field(default=0, repr=False)

    def code(self) -> str:
        """The authenticator's number; a time step is good for one sign-in only, so a second
        sign-in takes the next step's number, which the clock's tolerance allows."""
        self._last_step = max(int(time.time()) // CODE_SECONDS, self._last_step + 1)
        return pyotp.TOTP(self.totp_secret).at(self._last_step * CODE_SECONDS)
