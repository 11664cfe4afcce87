"""Viewers, reviewers and administrators: e-mail, password and a second factor."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.registration.model import links
from services.registration.model.links import Link
from services.registration.model.refusals import IllegalStaffMove, TokenUsed

ROLES = ("viewer", "reviewer", "admin")
INVITED, ACTIVE, SUSPENDED = "invited", "active", "suspended"
ADMIN = "admin"


@dataclass
class Staff:
    """`totp` is the sealed secret of the second factor, `totp_step` the last time step used,
    `wanted_totp` one that awaits its first code; `recovery` holds fingerprints of codes."""

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
    name: str = ""
    wanted_totp: bytes = field(default=b"", repr=False)
    recovery: list[str] = field(default_factory=list, repr=False)

    @property
    def shown_name(self) -> str:
        return self.name or self.email

    @property
    def is_active_admin(self) -> bool:
        return self.role == ADMIN and self.state == ACTIVE

    def invite(self, link: Link, totp: bytes) -> None:
        """A new second factor; the old one and every session end at once."""
        self.links = [*self.links, link][-links.KEPT :]
        self.totp, self.totp_step, self.state = totp, 0, INVITED
        self.password, self.wanted_totp, self.recovery = "", b"", []
        self.session_epoch += 1

    def check_link(self, mac: str, now: datetime) -> Link:
        if self.state != INVITED:
            raise TokenUsed
        return links.check(self.links, mac, now)

    def enrol(self, password: str, step: int) -> None:
        self.password, self.totp_step, self.state = password, step, ACTIVE

    def suspend(self) -> None:
        """Ends every session."""
        if self.state == SUSPENDED:
            raise IllegalStaffMove("この職員はすでに停止されています")
        self.state = SUSPENDED
        self.session_epoch += 1

    def resume(self) -> None:
        """Whoever never enrolled still has to."""
        if self.state != SUSPENDED:
            raise IllegalStaffMove("この職員は停止されていません")
        self.state = ACTIVE if self.password else INVITED

    def check_reset(self) -> None:
        if self.state == SUSPENDED:
            raise IllegalStaffMove("先に利用を再開してください")

    def set_password(self, password: str) -> None:
        """Ends every session."""
        self.password = password
        self.session_epoch += 1

    def take_wanted_totp(self, step: int) -> None:
        self.totp, self.totp_step, self.wanted_totp = self.wanted_totp, step, b""
