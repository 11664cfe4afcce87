"""Reviewers and administrators: e-mail, password and a second factor."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.registration.model import links
from services.registration.model.links import Link
from services.registration.model.refusals import TokenUsed

ROLES = ("viewer", "reviewer", "admin")
INVITED, ACTIVE = "invited", "active"


@dataclass
class Staff:
    """`totp` is the sealed secret of the second factor, `totp_step` the last time step used."""

    id: str
    email: str
    role: str
    totp: bytes = field(repr=False)
    state: str = INVITED
    password: str = field(default="", repr=False)
    links: list[Link] = field(default_factory=list)
    totp_step: int = 0
    session_epoch: int = 0
    version: int = 0

    def invite(self, link: Link, totp: bytes) -> None:
        """A new second factor; the old one and every session end at once."""
        self.links = [*self.links, link][-links.KEPT :]
        self.totp, self.totp_step, self.state = totp, 0, INVITED
        self.session_epoch += 1

    def check_link(self, mac: str, now: datetime) -> Link:
        if self.state != INVITED:
            raise TokenUsed
        return links.check(self.links, mac, now)

    def enrol(self, password: str, step: int) -> None:
        self.password, self.totp_step, self.state = password, step, ACTIVE
